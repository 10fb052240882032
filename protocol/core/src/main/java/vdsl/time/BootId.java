package vdsl.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Names one boot of a host: raw ticks are comparable within it only. Linux gives it in
 * /proc/sys/kernel/random/boot_id.
 */
public record BootId(UUID value) {
  /** The boot of a body whose ticks are cluster time. */
  public static final BootId NONE = new BootId(new UUID(0, 0));

  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  /** Where the system names no boot, ticks of two processes are never taken for comparable. */
  public static BootId ofThisHost() {
    try {
      return new BootId(UUID.fromString(Files.readString(FILE).strip()));
    } catch (IOException | IllegalArgumentException absent) {
      return new BootId(UUID.randomUUID());
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
