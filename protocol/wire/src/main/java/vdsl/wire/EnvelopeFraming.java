package vdsl.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.MessageToByteEncoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vdsl.wire.proto.Envelope;

/**
 * Frames envelopes: a four-byte big-endian length, then that many bytes of Protocol Buffers.
 *
 * <pre>
 * before (6 bytes)                      after
 * +--------+----------------+           +----------------+
 * | Length | Envelope bytes | --------> | Envelope       |
 * | 0x0002 | ...            |           |                |
 * +--------+----------------+           +----------------+
 * </pre>
 */
public final class EnvelopeFraming {
  /** Version both sides must share. */
  public static final int PROTOCOL_VERSION = 1;

  /**
   * Longest envelope, in bytes: the largest body an agent builds, its stamp and the envelope's own
   * fields.
   */
  public static final int FRAME_BYTES_MAX = 2 << 20;

  private static final int LENGTH_BYTES = Integer.BYTES;

  private EnvelopeFraming() {}

  /** Adds decoder and encoder at the end of a pipeline. */
  public static void addTo(ChannelPipeline pipeline) {
    pipeline.addLast("envelopeDecoder", new Decoder());
    pipeline.addLast("envelopeEncoder", new Encoder());
  }

  /** A frame that is no envelope; the connection is of no use after it. */
  public static final class MalformedFrameException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedFrameException(Throwable cause) {
      super("frame is not an envelope: " + cause.getMessage(), cause);
    }
  }

  private static final class Decoder extends LengthFieldBasedFrameDecoder {
    Decoder() {
      super(FRAME_BYTES_MAX, 0, LENGTH_BYTES, 0, LENGTH_BYTES);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
      ByteBuf frame = (ByteBuf) super.decode(context, in);
      if (frame == null) {
        return null;
      }
      try {
        return parse(ByteBufUtil.getBytes(frame));
      } catch (InvalidProtocolBufferException malformed) {
        throw new MalformedFrameException(malformed);
      } finally {
        frame.release();
      }
    }

    /** Byte fields alias the array: a block's body is copied once, from the socket's buffer. */
    private static Envelope parse(byte[] frame) throws IOException {
      CodedInputStream in = CodedInputStream.newInstance(frame);
      in.enableAliasing(true);
      return Envelope.parseFrom(in);
    }
  }

  private static final class Encoder extends MessageToByteEncoder<Envelope> {
    Encoder() {
      super(Envelope.class);
    }

    @Override
    protected ByteBuf allocateBuffer(
        ChannelHandlerContext context, Envelope envelope, boolean preferDirect) {
      return context.alloc().ioBuffer(LENGTH_BYTES + envelope.getSerializedSize());
    }

    @Override
    protected void encode(ChannelHandlerContext context, Envelope envelope, ByteBuf out)
        throws IOException {
      int length = envelope.getSerializedSize();
      if (length > FRAME_BYTES_MAX) {
        throw new IllegalArgumentException(
            "envelope of " + length + " bytes, at most " + FRAME_BYTES_MAX);
      }
      out.writeInt(length);
      com.google.protobuf.CodedOutputStream coded =
          com.google.protobuf.CodedOutputStream.newInstance(
              out.nioBuffer(out.writerIndex(), length));
      envelope.writeTo(coded);
      coded.flush();
      out.writerIndex(out.writerIndex() + length);
    }
  }
}
