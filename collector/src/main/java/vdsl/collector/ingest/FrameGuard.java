package vdsl.collector.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stands before the envelope decoder and watches the frames' lengths go by: bounds a frame before
 * anything is collected for it, gets a place in the budget for a long one, notes when its first
 * byte was here, and raises {@link ReadTimeoutException} when it is not ended in time. Time during
 * which the collector itself did not read is not held against the agent. Confined to the channel's
 * event loop.
 */
// A watch that cannot be scheduled belongs to an event loop that has ended.
@SuppressWarnings("FutureReturnValueIgnored")
final class FrameGuard extends ChannelInboundHandlerAdapter {
  /** Fired when the session should look again at whether to read. */
  enum Event {
    LONG_FRAME_BEGUN,
    PLACE_GRANTED
  }

  private enum Place {
    NONE,
    WAITED_FOR,
    HELD
  }

  private final FrameBudget budget;
  private final LongSupplier clusterClock;

  /** Of frames that were begun and not handed on; one read has at most 8,192 of them. */
  private final Deque<Long> arrivals = new ArrayDeque<>();

  private int frameBytesMax;
  private int headerBytes;
  private int length;
  private int bytesLeft;
  private long begunNs;
  private boolean watching;
  private boolean paused;
  private long pausedSinceNs;
  private boolean gone;
  private Place place = Place.NONE;
  private int placeBytes;
  private FrameBudget.Holder holder = () -> {};

  FrameGuard(int frameBytesMax, FrameBudget budget, LongSupplier clusterClock) {
    this.frameBytesMax = frameBytesMax;
    this.budget = budget;
    this.clusterClock = clusterClock;
  }

  /** Cluster time at which the first byte of the frame that is handed on now was here. */
  long takeArrivalNs() {
    return arrivals.removeFirst();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    holder = () -> context.executor().execute(() -> onGranted(context));
  }

  void allow(int bytesMax) {
    frameBytesMax = bytesMax;
  }

  /** True while a long frame waits for its place: it must not be read on. */
  boolean isWaiting() {
    return place == Place.WAITED_FOR;
  }

  /** The collector stops or goes on reading: meanwhile the frame's clock stands. */
  void readingChanges(boolean reads, long nowNs) {
    if (reads && paused) {
      begunNs += nowNs - pausedSinceNs;
    } else if (!reads && !paused) {
      pausedSinceNs = nowNs;
    }
    paused = !reads;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      try {
        scan(context, bytes);
      } catch (TooLongFrameException refused) {
        ReferenceCountUtil.release(bytes);
        throw refused;
      }
    }
    context.fireChannelRead(message);
  }

  private void scan(ChannelHandlerContext context, ByteBuf bytes) {
    long nowNs = clusterClock.getAsLong();
    int index = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (index < end) {
      if (headerBytes < Integer.BYTES) {
        if (headerBytes == 0) {
          begunNs = context.executor().ticker().nanoTime();
          arrivals.addLast(nowNs);
        }
        length = length << Byte.SIZE | bytes.getUnsignedByte(index++);
        headerBytes++;
        if (headerBytes == Integer.BYTES) {
          checkLength();
          bytesLeft = length;
        }
      } else {
        int skipped = Math.min(bytesLeft, end - index);
        index += skipped;
        bytesLeft -= skipped;
      }
      if (headerBytes == Integer.BYTES && bytesLeft == 0) {
        headerBytes = 0;
        length = 0;
        leavePlace();
      }
    }
    if (headerBytes == Integer.BYTES && length > IngestLimits.FREE_FRAME_BYTES_MAX) {
      takePlace(context);
    }
    if (isWithinFrame() && !watching) {
      watch(context, IngestLimits.CROWDED_FRAME_NS);
    }
  }

  private boolean isWithinFrame() {
    return headerBytes > 0;
  }

  private void checkLength() {
    if (length < 0 || length > frameBytesMax) {
      throw new TooLongFrameException(
          "frame of " + Integer.toUnsignedString(length) + " bytes not in 0.." + frameBytesMax);
    }
  }

  private void takePlace(ChannelHandlerContext context) {
    if (place == Place.NONE) {
      placeBytes = length;
      place = budget.reserve(holder, placeBytes) ? Place.HELD : Place.WAITED_FOR;
      context.fireUserEventTriggered(Event.LONG_FRAME_BEGUN);
    }
  }

  private void onGranted(ChannelHandlerContext context) {
    place = Place.HELD;
    if (gone) {
      leavePlace();
    } else {
      context.fireUserEventTriggered(Event.PLACE_GRANTED);
    }
  }

  private void leavePlace() {
    boolean held =
        switch (place) {
          case NONE -> false;
          case HELD -> true;
          // If it was granted meanwhile, onGranted comes and leaves it.
          case WAITED_FOR -> !budget.withdraw(holder) && !gone;
        };
    place = Place.NONE;
    if (held) {
      budget.release(placeBytes);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone = true;
    leavePlace();
    context.fireChannelInactive();
  }

  private void watch(ChannelHandlerContext context, long inNs) {
    watching = true;
    context.executor().schedule(() -> check(context), inNs, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext context) {
    watching = false;
    if (!isWithinFrame() || context.isRemoved() || !context.channel().isActive()) {
      return;
    }
    if (paused) {
      watch(context, IngestLimits.CROWDED_FRAME_NS);
      return;
    }
    long ageNs = context.executor().ticker().nanoTime() - begunNs;
    boolean inTheWay = place == Place.HELD && budget.isCrowded();
    long leftNs = (inTheWay ? IngestLimits.CROWDED_FRAME_NS : IngestLimits.FRAME_NS) - ageNs;
    if (leftNs > 0) {
      watch(context, Math.min(leftNs, IngestLimits.CROWDED_FRAME_NS));
    } else {
      context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
    }
  }
}
