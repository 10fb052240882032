package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vdsl.wire.proto.Block;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

class DeparturesTest {
  private static final int LARGE_BYTES = Departures.UNWRITTEN_BYTES_MAX + 1;

  private long ticks = 100;
  private final Socket socket = new Socket();
  private final EmbeddedChannel channel = new EmbeddedChannel(socket, new Departures(() -> ticks));

  /** Takes what is written only when the test lets it. */
  private static final class Socket extends ChannelOutboundHandlerAdapter {
    private final List<Envelope> written = new ArrayList<>();
    private final Deque<ChannelPromise> unwritten = new ArrayDeque<>();

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      written.add((Envelope) message);
      unwritten.add(promise);
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static Envelope block(int sequence, int bytes) {
    return Envelope.newBuilder()
        .setBlock(
            Block.newBuilder()
                .setStamp(ByteString.copyFrom(new byte[] {(byte) sequence}))
                .setBody(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static Envelope answer() {
    return Envelope.newBuilder().setSync(Sync.newBuilder().setStep(Sync.Step.ANSWER)).build();
  }

  private void write(Envelope... messages) {
    for (Envelope message : messages) {
      var unused = channel.write(message, channel.voidPromise());
    }
    channel.flush();
  }

  private List<Integer> blocksWritten() {
    return socket.written.stream()
        .filter(Envelope::hasBlock)
        .map(envelope -> (int) envelope.getBlock().getStamp().byteAt(0))
        .toList();
  }

  @Test
  void atMostOneLargeBlockLiesBeforeAnAnswer() {
    write(block(1, LARGE_BYTES), block(2, LARGE_BYTES), block(3, LARGE_BYTES));
    write(answer());

    assertThat(blocksWritten()).containsExactly(1);
    assertThat(socket.written.get(1)).isEqualTo(answer());
  }

  @Test
  void theNextBlockLeavesWhenTheSystemHasTakenTheOneBeforeAndIsStampedThen() {
    write(block(1, LARGE_BYTES), block(2, LARGE_BYTES), block(3, LARGE_BYTES));
    ticks = 200;
    socket.unwritten.remove().setSuccess();
    ticks = 300;
    socket.unwritten.remove().setSuccess();

    assertThat(blocksWritten()).containsExactly(1, 2, 3);
    assertThat(socket.written)
        .extracting(envelope -> envelope.getBlock().getT3())
        .containsExactly(100L, 200L, 300L);
  }

  @Test
  void smallBlocksLeaveTogether() {
    write(block(1, 1_000), block(2, 1_000), block(3, 1_000));

    assertThat(blocksWritten()).containsExactly(1, 2, 3);
  }

  @Test
  void aStampDoesNotCopyTheBlock() {
    Envelope block = block(1, LARGE_BYTES);
    write(block);

    Block leaving = socket.written.get(0).getBlock();
    assertThat(leaving.getBody()).isSameAs(block.getBlock().getBody());
    assertThat(leaving.getStamp()).isSameAs(block.getBlock().getStamp());
  }

  @Test
  void aGoodbyeDoesNotOvertakeBlocks() {
    write(block(1, LARGE_BYTES), block(2, LARGE_BYTES), Envelopes.bye());
    assertThat(socket.written).hasSize(1);
    socket.unwritten.remove().setSuccess();
    socket.unwritten.remove().setSuccess();

    assertThat(socket.written.get(2)).isEqualTo(Envelopes.bye());
  }

  @Test
  void aBlockThatCannotBeWrittenIsTold() {
    write(block(1, 1));
    socket.unwritten.remove().setFailure(new IOException("gone"));

    assertThatThrownBy(channel::checkException).hasMessage("gone");
  }
}
