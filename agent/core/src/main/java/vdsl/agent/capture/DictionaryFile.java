package vdsl.agent.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * File of the strings that the frames of one buffer refer to by number; only appended to, by the
 * buffer's owner, before the first frame that needs a string is committed. Little-endian.
 *
 * <pre>
 *  0  u32  magic "VDDI"
 *  4  u16  version
 *  6  u16  length of this header, checksum included
 *  8  i64  identity of the buffer
 * 16  u8   length of the address, ASCII; then the address of the host that logs
 *     u32  crc32c of all before
 * </pre>
 *
 * Then the strings, numbered from 1 in their order: u32 length, u32 crc32c of the bytes, UTF-8.
 */
final class DictionaryFile {
  static final int ENTRY_HEADER_BYTES = 8;

  /** Longest string: a pattern that is longer is text. */
  static final int STRING_BYTES_MAX = 16 << 10;

  private static final String PREFIX = "dictionary-";
  private static final String SUFFIX = ".vdd";
  private static final int MAGIC = 0x49444456; // "VDDI"
  private static final int VERSION = 1;
  private static final int IDENTITY_OFFSET = 8;
  private static final int ADDRESS_OFFSET = 16;
  private static final int HEX_RADIX = 16;
  private static final int HEX_DIGITS = 16;

  /**
   * First bytes of a file.
   *
   * @param ip address of the host whose process writes the file
   * @param bytes length of the header
   */
  record Header(long identity, String ip, int bytes) {}

  private DictionaryFile() {}

  static Path path(Path directory, long identity) {
    return directory.resolve(String.format(Locale.ROOT, "%s%016x%s", PREFIX, identity, SUFFIX));
  }

  /** Identity of the buffer that a file of this name belongs to; empty if it is no dictionary. */
  static Optional<Long> identityOf(String name) {
    boolean isNamed =
        name.startsWith(PREFIX)
            && name.endsWith(SUFFIX)
            && name.length() == PREFIX.length() + HEX_DIGITS + SUFFIX.length();
    try {
      return isNamed
          ? Optional.of(
              Long.parseUnsignedLong(
                  name.substring(PREFIX.length(), PREFIX.length() + HEX_DIGITS), HEX_RADIX))
          : Optional.empty();
    } catch (NumberFormatException foreign) {
      return Optional.empty();
    }
  }

  static byte[] encodeHeader(long identity, String ip) {
    byte[] address = ip.getBytes(StandardCharsets.US_ASCII);
    int headerBytes = ADDRESS_OFFSET + 1 + address.length + Integer.BYTES;
    ByteBuffer out = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putShort((short) VERSION).putShort((short) headerBytes);
    out.putLong(identity).put((byte) address.length).put(address);
    out.putInt(crc32c(out.slice(0, out.position())));
    return out.array();
  }

  /** Reads the header at the start of a file's bytes. */
  static Header decodeHeader(ByteBuffer in, Path file) {
    int headerBytes = in.limit() < ADDRESS_OFFSET + 1 ? 0 : Short.toUnsignedInt(in.getShort(6));
    boolean isWhole =
        headerBytes > ADDRESS_OFFSET + Integer.BYTES
            && headerBytes <= in.limit()
            && in.getInt(0) == MAGIC
            && in.getInt(headerBytes - Integer.BYTES)
                == crc32c(in.slice(0, headerBytes - Integer.BYTES));
    if (!isWhole) {
      throw new CaptureException(file + " is no dictionary: its header is damaged or missing");
    }
    int version = Short.toUnsignedInt(in.getShort(4));
    if (version != VERSION) {
      throw new CaptureException(file + " has version " + version + ", this is " + VERSION);
    }
    int addressBytes = Byte.toUnsignedInt(in.get(ADDRESS_OFFSET));
    byte[] address = new byte[Math.min(addressBytes, in.limit() - ADDRESS_OFFSET - 1)];
    in.get(ADDRESS_OFFSET + 1, address);
    String ip = new String(address, StandardCharsets.US_ASCII);
    return new Header(in.getLong(IDENTITY_OFFSET), ip, headerBytes);
  }

  static byte[] encodeEntry(byte[] utf8) {
    ByteBuffer out =
        ByteBuffer.allocate(ENTRY_HEADER_BYTES + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
    return out.putInt(utf8.length).putInt(crc32c(ByteBuffer.wrap(utf8))).put(utf8).array();
  }

  static int crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
