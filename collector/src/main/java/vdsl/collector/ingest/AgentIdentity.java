package vdsl.collector.ingest;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import vdsl.record.NodeId;
import vdsl.wire.proto.Hello;

/**
 * Who is at the other end of a connection.
 *
 * @param incarnation of its latest block, at first that of its hello
 * @param ip the address the agent found for itself, else the one it connected from
 */
record AgentIdentity(NodeId node, long incarnation, String ip) {
  static AgentIdentity of(Hello hello, SocketAddress remote) {
    String ip = hello.getIp();
    if (ip.isEmpty() && remote instanceof InetSocketAddress address) {
      ip = address.getAddress().getHostAddress();
    }
    return new AgentIdentity(new NodeId(hello.getNode()), hello.getIncarnation(), ip);
  }

  AgentIdentity withIncarnation(long next) {
    return new AgentIdentity(node, next, ip);
  }
}
