package vdsl.agent.capture;

import vdsl.agent.buffer.BufferConfig;
import vdsl.block.BlockLimits;

/**
 * Payload of a frame that holds one record, little-endian. Its level and ticks are the frame's own.
 *
 * <pre>
 *  0  i32  object: number in the process's dictionary; 0: the item OBJECT has it
 *  4  i32  pattern: number; 0: the item TEXT has the text
 *  8  i32  type: number; 0: APP; -1: the item TYPE has it
 * 12  u32  bytes of the record that were left out
 * 16       items, until the payload ends
 * </pre>
 *
 * An item is a code byte and what follows from it. Codes below {@link #ATTRIBUTE} are values: the
 * next argument. With {@link #ATTRIBUTE} added they are the value of an attribute, whose key comes
 * first: its number as i32, or 0 and the key as a text.
 *
 * <pre>
 *  1  i64             integer
 *  2  i64             bits of a double
 *  3, 4, 5            true, false, null
 *  6  text            u32 length, UTF-8
 *  7  i32             number of a string in the dictionary
 * 64  text            the record's text
 * 65  text            the object's name
 * 66  i64             original time, in nanoseconds since the epoch
 * 68  text            the type's name
 * 67  i32, i64, i64   source: number of its name, position behind this record, fingerprint
 * </pre>
 */
final class RecordLayout {
  /** Kind of frames that hold one record; the frame's flags are the record's level. */
  static final int FRAME_KIND = 2;

  static final int OBJECT_OFFSET = 0;
  static final int PATTERN_OFFSET = 4;
  static final int TYPE_OFFSET = 8;
  static final int CUT_OFFSET = 12;
  static final int ITEMS_OFFSET = 16;

  static final int LONG = 1;
  static final int DOUBLE = 2;
  static final int TRUE = 3;
  static final int FALSE = 4;
  static final int NULL = 5;
  static final int TEXT = 6;
  static final int NAME = 7;
  static final int ATTRIBUTE = 32;
  static final int RECORD_TEXT = 64;
  static final int RECORD_OBJECT = 65;
  static final int EVENT_TIME = 66;
  static final int SOURCE = 67;
  static final int RECORD_TYPE = 68;

  /** In place of the number of a string that is not in the dictionary. */
  static final int INLINE = 0;

  /** In place of the number of a type that is not in the dictionary. */
  static final int TYPE_IS_ITEM = -1;

  /** Text and attributes as far as a block takes them, and the numbers around them. */
  static final int PAYLOAD_BYTES_MAX = BlockLimits.RECORD_BYTES_MAX + (32 << 10);

  static {
    if (PAYLOAD_BYTES_MAX > BufferConfig.HALF_BYTES_MIN / 8 - 16) {
      throw new IllegalStateException("a record does not fit the smallest buffer");
    }
  }

  private RecordLayout() {}
}
