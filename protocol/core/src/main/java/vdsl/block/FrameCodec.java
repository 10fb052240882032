package vdsl.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Compresses one frame of a body. A frame that does not shrink is stored as it is, told by equal
 * lengths. Thread-safe.
 */
enum FrameCodec {
  NONE(0) {
    @Override
    int compress(byte[] raw, int rawBytes, byte[] out) {
      return rawBytes;
    }

    @Override
    void decompress(byte[] bytes, int offset, int length, byte[] raw) {
      throw new BlockFormatException(
          "frame of " + length + " bytes for " + raw.length + " bytes in an uncompressed body");
    }
  },

  ZSTD(1) {
    @Override
    int compress(byte[] raw, int rawBytes, byte[] out) {
      return Zstandard.compress(raw, rawBytes, out);
    }

    @Override
    void decompress(byte[] bytes, int offset, int length, byte[] raw) {
      Zstandard.decompress(bytes, offset, length, raw);
    }
  },

  LZ4(2) {
    @Override
    int compress(byte[] raw, int rawBytes, byte[] out) {
      try {
        return Lz4.COMPRESSOR.compress(raw, 0, rawBytes, out, 0, out.length);
      } catch (LZ4Exception doesNotFit) {
        return rawBytes;
      }
    }

    @Override
    void decompress(byte[] bytes, int offset, int length, byte[] raw) {
      int written;
      try {
        written = Lz4.DECOMPRESSOR.decompress(bytes, offset, length, raw, 0, raw.length);
      } catch (LZ4Exception damaged) {
        throw new BlockFormatException("lz4 frame: " + damaged.getMessage(), damaged);
      }
      if (written != raw.length) {
        throw new BlockFormatException(
            "lz4 frame of " + written + " bytes, header says " + raw.length);
      }
    }
  };

  /** The fastest level proper: on columns of log text higher ones gain next to nothing. */
  static final int ZSTD_LEVEL = 1;

  private final int code;

  FrameCodec(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static FrameCodec ofCode(int code) {
    for (FrameCodec codec : values()) {
      if (codec.code == code) {
        return codec;
      }
    }
    throw new BlockFormatException("codec " + code + " not in 0..2");
  }

  /**
   * Compresses into out, whose length is at most rawBytes.
   *
   * @return bytes written, or rawBytes if the frame does not shrink
   */
  abstract int compress(byte[] raw, int rawBytes, byte[] out);

  /** Fills raw exactly, or throws {@link BlockFormatException}. */
  abstract void decompress(byte[] bytes, int offset, int length, byte[] raw);

  /** Appends a frame to out, compressed if that is shorter; returns the bytes appended. */
  int append(ByteWriter frame, ByteWriter out) {
    byte[] compressed = new byte[frame.size()];
    int length = compress(frame.array(), frame.size(), compressed);
    if (length >= frame.size()) {
      out.append(frame);
      return frame.size();
    }
    out.bytes(compressed, 0, length);
    return length;
  }

  ByteReader open(byte[] bytes, int offset, int length, int rawBytes) {
    if (length == rawBytes) {
      return new ByteReader(bytes, offset, length, "frame");
    }
    byte[] raw = new byte[rawBytes];
    decompress(bytes, offset, length, raw);
    return new ByteReader(raw, 0, rawBytes, "frame");
  }

  /**
   * Loaded only where Zstandard is used. An agent may be without its library: no class that it
   * loads anyway may name one of the library's, not even in a catch.
   */
  private static final class Zstandard {
    static int compress(byte[] raw, int rawBytes, byte[] out) {
      try {
        long length = Zstd.compressByteArray(out, 0, out.length, raw, 0, rawBytes, ZSTD_LEVEL);
        return Zstd.isError(length) ? rawBytes : (int) length;
      } catch (ZstdException doesNotFit) {
        return rawBytes;
      }
    }

    static void decompress(byte[] bytes, int offset, int length, byte[] raw) {
      long written;
      try {
        written = Zstd.decompressByteArray(raw, 0, raw.length, bytes, offset, length);
      } catch (ZstdException damaged) {
        throw new BlockFormatException("zstd frame: " + damaged.getMessage(), damaged);
      }
      if (Zstd.isError(written) || written != raw.length) {
        throw new BlockFormatException(
            "zstd frame does not hold the " + raw.length + " bytes its header says");
      }
    }
  }

  /** Loaded only where LZ4 is used. */
  private static final class Lz4 {
    static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.fastestInstance().safeDecompressor();
  }
}
