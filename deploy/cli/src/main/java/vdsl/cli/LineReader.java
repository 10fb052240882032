package vdsl.cli;

import java.io.IOException;
import java.util.Optional;
import vdsl.agent.spool.SourcePosition;
import vdsl.block.BlockBuilder;
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
  private final LineRecorder recorder;
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

  /** Input offset behind the last record. */
  private long recordedOffset;

  private State state = State.READING;

  private enum State {
    READING,
    /** The input goes on with a successor once what is under way is recorded. */
    RESTARTING,
    /** The input is over once what is under way is recorded. */
    ENDING,
    ENDED
  }

  LineReader(LineInput input, LineRecorder recorder, Multiline multiline, TickSource clock) {
    this.input = input;
    this.recorder = recorder;
    this.multiline = multiline;
    this.clock = clock;
    this.offset = input.start();
    this.recordedOffset = offset;
  }

  /**
   * Records lines that are there now, at most countMax and until the block is full.
   *
   * @return number of records added
   */
  int drainTo(BlockBuilder block, int countMax) throws IOException {
    int before = block.recordCount();
    boolean goesOn = true;
    while (goesOn && !block.isFull() && block.recordCount() - before < countMax) {
      goesOn = step(block);
    }
    return block.recordCount() - before;
  }

  /** Adds at most one record; returns false if there is nothing more to do now. */
  private boolean step(BlockBuilder block) throws IOException {
    if (chunkPosition < chunkEnd) {
      takeLine(block);
      return true;
    }
    return switch (state) {
      case READING -> readChunk(block);
      case RESTARTING, ENDING -> finishStep(block);
      case ENDED -> false;
    };
  }

  private boolean readChunk(BlockBuilder block) throws IOException {
    int read = input.read(chunk, 0, chunk.length);
    switch (read) {
      case LineInput.NOTHING_NOW -> {
        if (joining && line.isEmpty() && clock.ticks() - joinedTicks > JOIN_WAIT_NS) {
          recordJoined(block, offset);
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

  private boolean finishStep(BlockBuilder block) throws IOException {
    if (!line.isEmpty()) {
      endLine(block, offset - line.total());
    } else if (joining) {
      recordJoined(block, offset);
    } else if (state == State.RESTARTING) {
      input.restart();
      state = State.READING;
      offset = 0;
      recordedOffset = 0;
    } else {
      state = State.ENDED;
    }
    return true;
  }

  /** Takes the chunk's next line, or what there is of it. */
  private void takeLine(BlockBuilder block) {
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
      recordFromChunk(block, length);
    } else {
      line.append(chunk, chunkPosition, length);
      long lineStart = offset - (line.total() - length);
      line.dropCarriageReturn();
      advance(length + 1);
      endLine(block, lineStart);
    }
  }

  /** The usual case: a whole line that need not be kept. */
  private void recordFromChunk(BlockBuilder block, int length) {
    boolean crlf = length > 0 && chunk[chunkPosition + length - 1] == '\r';
    recorder.record(block, chunk, chunkPosition, crlf ? length - 1 : length, 0);
    advance(length + 1);
    recordedOffset = offset;
  }

  private void endLine(BlockBuilder block, long lineStart) {
    if (multiline == Multiline.NONE) {
      record(block, line);
      recordedOffset = offset;
    } else if (joining && multiline.continues(line.array(), line.length())) {
      joined.append(NEWLINE, 0, NEWLINE.length);
      joined.append(line);
    } else {
      if (joining) {
        recordJoined(block, lineStart);
      }
      joined.append(line);
      joining = true;
    }
    joinedTicks = clock.ticks();
    line.clear();
  }

  private void recordJoined(BlockBuilder block, long endOffset) {
    record(block, joined);
    joined.clear();
    joining = false;
    recordedOffset = endOffset;
  }

  private void record(BlockBuilder block, LineBuffer text) {
    recorder.record(block, text.array(), 0, text.length(), text.cutBytes());
  }

  private void advance(int length) {
    offset += length;
    chunkPosition += length;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  /** How far the input is recorded, if it can be read again from there. */
  Optional<SourcePosition> position() {
    return input.positionAt(recordedOffset);
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
