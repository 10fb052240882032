package vdsl.agent.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import vdsl.time.BootId;

/**
 * The host and process an agent runs in.
 *
 * @param ip address of the host, as its records show it
 * @param pid the agent's own process
 */
public record HostIdentity(BootId boot, String ip, int pid) {
  /** Finds the identity out: without privileges, and without asking a name server. */
  public static HostIdentity detect() {
    return new HostIdentity(BootId.ofThisHost(), detectIp(), (int) ProcessHandle.current().pid());
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
