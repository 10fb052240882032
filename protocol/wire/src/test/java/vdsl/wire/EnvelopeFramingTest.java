package vdsl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Block;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;

final class EnvelopeFramingTest {
  private static EmbeddedChannel channel() {
    EmbeddedChannel channel = new EmbeddedChannel();
    EnvelopeFraming.addTo(channel.pipeline());
    return channel;
  }

  private static byte[] framed(Envelope envelope) {
    EmbeddedChannel channel = channel();
    channel.writeOutbound(envelope);
    ByteBuf frame = channel.readOutbound();
    try {
      return ByteBufUtil.getBytes(frame);
    } finally {
      frame.release();
      channel.finishAndReleaseAll();
    }
  }

  private static Envelope block(byte[] stamp, byte[] body) {
    return Envelope.newBuilder()
        .setBlock(
            Block.newBuilder()
                .setStamp(ByteString.copyFrom(stamp))
                .setBody(ByteString.copyFrom(body)))
        .build();
  }

  @Test
  void frameIsABigEndianLengthAndTheEnvelope() {
    Envelope bye =
        Envelope.newBuilder().setBye(Bye.newBuilder().setReason(Bye.Reason.CLOSING)).build();
    byte[] frame = framed(bye);
    assertThat(frame).startsWith(0, 0, 0, bye.getSerializedSize());
    assertThat(frame).endsWith(bye.toByteArray());
    assertThat(frame).hasSize(4 + bye.getSerializedSize());
  }

  @Property(tries = 200)
  void blocksSurviveHoweverTheStreamIsCut(
      @ForAll byte[] stamp, @ForAll byte[] body, @ForAll int cutSeed) {
    Envelope sent = block(stamp, body);
    byte[] frame = framed(sent);
    byte[] two = new byte[2 * frame.length];
    System.arraycopy(frame, 0, two, 0, frame.length);
    System.arraycopy(frame, 0, two, frame.length, frame.length);
    int cut = Math.floorMod(cutSeed, two.length);
    EmbeddedChannel channel = channel();
    channel.writeInbound(Unpooled.copiedBuffer(two, 0, cut));
    channel.writeInbound(Unpooled.copiedBuffer(two, cut, two.length - cut));
    assertThat(channel.<Envelope>readInbound()).isEqualTo(sent);
    assertThat(channel.<Envelope>readInbound()).isEqualTo(sent);
    assertThat(channel.<Envelope>readInbound()).isNull();
    channel.finishAndReleaseAll();
  }

  @Test
  void frameOverTheLimitIsRefusedBeforeItIsThere() {
    EmbeddedChannel channel = channel();
    ByteBuf length = Unpooled.buffer().writeInt(EnvelopeFraming.FRAME_BYTES_MAX + 1);
    assertThatThrownBy(() -> channel.writeInbound(length))
        .isInstanceOf(TooLongFrameException.class);
    channel.finishAndReleaseAll();
  }

  @Test
  void frameThatIsNoEnvelopeIsRefused() {
    EmbeddedChannel channel = channel();
    ByteBuf frame = Unpooled.buffer().writeInt(2).writeByte(0x0a).writeByte(0x7f);
    assertThatThrownBy(() -> channel.writeInbound(frame))
        .hasRootCauseInstanceOf(com.google.protobuf.InvalidProtocolBufferException.class);
    channel.finishAndReleaseAll();
  }

  @Test
  void messagesOfALaterVersionAreIgnoredFieldByField() throws Exception {
    Envelope ack =
        Envelope.newBuilder()
            .setAck(Ack.newBuilder().setSequence(5).setVerdict(Ack.Verdict.ACCEPTED))
            .build();
    byte[] later = new byte[ack.getSerializedSize() + 3];
    System.arraycopy(ack.toByteArray(), 0, later, 0, ack.getSerializedSize());
    later[ack.getSerializedSize()] = (byte) 0xa0; // field 100, varint 1
    later[ack.getSerializedSize() + 1] = 0x06;
    later[ack.getSerializedSize() + 2] = 1;
    assertThat(Envelope.parseFrom(later).getAck()).isEqualTo(ack.getAck());
  }
}
