package vdsl.cli;

import java.io.IOException;
import vdsl.time.TickSource;

/**
 * Cuts one input into lines and records them: a line ends at LF or CRLF, the last one at the
 * input's end. Confined to one thread.
 */
final class LineReader implements AutoCloseable {
  private static final int CHUNK_BYTES = 256 << 10;

  /** A joined record whose next line has not come by then is taken to be complete. */
  private static final long JOIN_WAIT_NS = 1_000_000_000L;

  private static final byte[] NEWLINE = {'\n'};

  private final LineInput input;
  private final LineSink sink;
  private final Multiline multiline;
  private final TickSource clock;

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int chunkPosition;
  private int chunkEnd;

  /** The line under way, as far as it was read in earlier chunks. */
  private final LineBuffer line = new LineBuffer();

  /** The record under way, of one or more joined lines. */
  private final LineBuffer joined = new LineBuffer();

  private boolean joining;
  private long joinedTicks;

  /** Input offset of the byte at chunkPosition. */
  private long offset;

  /** Records made. */
  private int recordCount;

  private State state = State.READING;

  private enum State {
    READING,
    /** The input goes on with a successor once what is under way is recorded. */
    RESTARTING,
    /** The input is over once what is under way is recorded. */
    ENDING,
    ENDED
  }

  LineReader(LineInput input, LineSink sink, Multiline multiline, TickSource clock) {
    this.input = input;
    this.sink = sink;
    this.multiline = multiline;
    this.clock = clock;
    this.offset = input.start();
  }

  /**
   * Records lines that are there now, at most countMax.
   *
   * @return number of records made
   */
  int read(int countMax) throws IOException {
    recordCount = 0;
    boolean goesOn = true;
    while (goesOn && recordCount < countMax && sink.isReady()) {
      goesOn = step();
    }
    return recordCount;
  }

  /** Makes at most one record; returns false if there is nothing more to do now. */
  private boolean step() throws IOException {
    if (chunkPosition < chunkEnd) {
      takeLine();
      return true;
    }
    return switch (state) {
      case READING -> readChunk();
      case RESTARTING, ENDING -> finishStep();
      case ENDED -> false;
    };
  }

  private boolean readChunk() throws IOException {
    int read = input.read(chunk, 0, chunk.length);
    switch (read) {
      case LineInput.NOTHING_NOW -> {
        if (joining && line.isEmpty() && clock.ticks() - joinedTicks > JOIN_WAIT_NS) {
          recordJoined(offset);
        }
        return false;
      }
      case LineInput.END -> state = State.ENDING;
      case LineInput.RESTART -> state = State.RESTARTING;
      default -> {
        chunkPosition = 0;
        chunkEnd = read;
      }
    }
    return true;
  }

  private boolean finishStep() throws IOException {
    if (!line.isEmpty()) {
      endLine(offset - line.total());
    } else if (joining) {
      recordJoined(offset);
    } else if (state == State.RESTARTING) {
      input.restart();
      state = State.READING;
      offset = 0;
    } else {
      state = State.ENDED;
    }
    return true;
  }

  /** Takes the chunk's next line, or what there is of it. */
  private void takeLine() {
    int newline = chunkPosition;
    while (newline < chunkEnd && chunk[newline] != '\n') {
      newline++;
    }
    int length = newline - chunkPosition;
    if (newline == chunkEnd) {
      line.append(chunk, chunkPosition, length);
      advance(length);
    } else if (line.isEmpty()
        && multiline == Multiline.NONE
        && length <= LineBuffer.KEPT_BYTES_MAX) {
      recordFromChunk(length);
    } else {
      line.append(chunk, chunkPosition, length);
      long lineStart = offset - (line.total() - length);
      line.dropCarriageReturn();
      advance(length + 1);
      endLine(lineStart);
    }
  }

  /** The usual case: a whole line that need not be kept. */
  private void recordFromChunk(int length) {
    boolean crlf = length > 0 && chunk[chunkPosition + length - 1] == '\r';
    int start = chunkPosition;
    advance(length + 1);
    recordCount++;
    sink.record(chunk, start, crlf ? length - 1 : length, 0, offset);
  }

  private void endLine(long lineStart) {
    if (multiline == Multiline.NONE) {
      record(line, offset);
    } else if (joining && multiline.continues(line.array(), line.length())) {
      joined.append(NEWLINE, 0, NEWLINE.length);
      joined.append(line);
    } else {
      if (joining) {
        recordJoined(lineStart);
      }
      joined.append(line);
      joining = true;
    }
    joinedTicks = clock.ticks();
    line.clear();
  }

  private void recordJoined(long endOffset) {
    record(joined, endOffset);
    joined.clear();
    joining = false;
  }

  private void record(LineBuffer text, long endOffset) {
    recordCount++;
    sink.record(text.array(), 0, text.length(), text.cutBytes(), endOffset);
  }

  private void advance(int length) {
    offset += length;
    chunkPosition += length;
  }

  /** True while a record waits for room: nothing more is read before it has found some. */
  boolean isBlocked() {
    return !sink.isReady();
  }

  boolean isEnded() {
    return state == State.ENDED && sink.isReady();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
