package vdsl.time;

import java.util.UUID;

/**
 * Names one boot of a host: raw ticks are comparable within it only. Linux gives it in
 * /proc/sys/kernel/random/boot_id.
 */
public record BootId(UUID value) {
  /** The boot of a body whose ticks are cluster time. */
  public static final BootId NONE = new BootId(new UUID(0, 0));

  @Override
  public String toString() {
    return value.toString();
  }
}
