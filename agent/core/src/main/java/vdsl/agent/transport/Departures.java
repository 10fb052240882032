package vdsl.agent.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Deque;
import vdsl.time.TickSource;
import vdsl.wire.proto.Envelope;

/**
 * Keeps what an agent says in order, but for sync messages: those overtake the blocks that wait
 * here, since every nanosecond that an answer waits is error. Blocks are handed on one by one as
 * the system takes them, not encoded before, and stamped with raw ticks when they are.
 *
 * <pre>
 * blocks   [ ][ ][ ][ ] --+-- t3 --> encoder --> unwritten [ ] --> socket
 * answers  ---------------+
 * </pre>
 *
 * Confined to the channel's event loop.
 */
final class Departures extends ChannelOutboundHandlerAdapter {
  /**
   * No block is handed on while more than this is not yet with the system, in bytes: an answer
   * waits behind it, and behind the one block that was begun below it. Small blocks still go in
   * flocks, one write of the system's for many.
   */
  static final int UNWRITTEN_BYTES_MAX = 64 << 10;

  private final TickSource ticks;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long unwrittenBytes;

  private record Waiting(Envelope message, ChannelPromise promise) {}

  Departures(TickSource ticks) {
    this.ticks = ticks;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof Envelope envelope && !envelope.hasSync()) {
      waiting.addLast(new Waiting(envelope, promise));
    } else {
      var unused = context.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    while (!waiting.isEmpty() && unwrittenBytes <= UNWRITTEN_BYTES_MAX) {
      handOn(context, waiting.removeFirst());
    }
    context.flush();
  }

  private void handOn(ChannelHandlerContext context, Waiting next) {
    Envelope leaving =
        next.message().hasBlock()
            ? Envelopes.leaving(next.message(), ticks.ticks())
            : next.message();
    int bytes = leaving.getSerializedSize();
    unwrittenBytes += bytes;
    var unused =
        context
            .write(leaving)
            .addListener((ChannelFuture done) -> onWritten(context, done, bytes, next.promise()));
  }

  private void onWritten(
      ChannelHandlerContext context, ChannelFuture done, int bytes, ChannelPromise promise) {
    unwrittenBytes -= bytes;
    if (!done.isSuccess()) {
      promise.tryFailure(done.cause());
      return;
    }
    promise.trySuccess();
    if (!waiting.isEmpty()) {
      flush(context);
    }
  }
}
