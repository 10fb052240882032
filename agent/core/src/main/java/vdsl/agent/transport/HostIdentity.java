package vdsl.agent.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import vdsl.time.BootId;

/**
 * The host and process an agent runs in.
 *
 * @param ip address of the host, as its records show it
 * @param pid the agent's own process
 */
public record HostIdentity(BootId boot, String ip, int pid) {
  private static final Path BOOT_ID_FILE = Path.of("/proc/sys/kernel/random/boot_id");

  /** Finds the identity out: without privileges, and without asking a name server. */
  public static HostIdentity detect() {
    return new HostIdentity(detectBoot(), detectIp(), (int) ProcessHandle.current().pid());
  }

  /** Where the system names no boot, ticks of two processes are never taken for comparable. */
  private static BootId detectBoot() {
    try {
      return new BootId(UUID.fromString(Files.readString(BOOT_ID_FILE).strip()));
    } catch (IOException | IllegalArgumentException absent) {
      return new BootId(UUID.randomUUID());
    }
  }

  private static String detectIp() {
    try {
      List<InetAddress> addresses =
          NetworkInterface.networkInterfaces()
              .filter(HostIdentity::isUp)
              .flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
              .toList();
      return addresses.stream()
          .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
          .orElseGet(InetAddress::getLoopbackAddress)
          .getHostAddress();
    } catch (SocketException unknown) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp();
    } catch (SocketException unknown) {
      return false;
    }
  }
}
