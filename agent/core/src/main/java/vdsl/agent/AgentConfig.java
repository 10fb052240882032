package vdsl.agent;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import vdsl.agent.spool.SpoolConfig;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.HostIdentity;
import vdsl.agent.transport.LinkTimings;
import vdsl.agent.transport.TransportConfig;
import vdsl.block.BlockBuilder;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;
import vdsl.time.UptimeSource;
import vdsl.time.WallClock;

/**
 * What the agent of a node is started with. Immutable; {@link #of} gives the defaults and the
 * {@code with} methods change one group of them.
 *
 * @param directory the node's own directory
 * @param collectors of one cluster, tried in turn
 */
public record AgentConfig(
    NodeId node,
    Path directory,
    List<CollectorAddress> collectors,
    SpoolLimits spool,
    TransportConfig.Blocks blocks,
    Environment environment) {
  /**
   * How much the spool may hold, when it is forced to the medium and what happens at its bound.
   *
   * @param spoolBytes key {@code spool.bytes}, at least {@link SpoolConfig#SPOOL_BYTES_MIN}
   * @param syncPolicy key {@code spool.sync}
   * @param whenFull key {@code spool.full}
   */
  public record SpoolLimits(long spoolBytes, SyncPolicy syncPolicy, SpoolFull whenFull) {
    public static final SpoolLimits DEFAULT =
        new SpoolLimits(SpoolConfig.SPOOL_BYTES_DEFAULT, SyncPolicy.INTERVAL, SpoolFull.BLOCK);

    public SpoolLimits {
      if (spoolBytes < SpoolConfig.SPOOL_BYTES_MIN) {
        throw new IllegalArgumentException(
            "spool.bytes " + spoolBytes + " not in " + SpoolConfig.SPOOL_BYTES_MIN + "..2^63-1");
      }
    }
  }

  /** The host, the network's patience, and the clocks. */
  public record Environment(
      HostIdentity host, LinkTimings timings, TransportConfig.Surroundings surroundings) {
    /** This host as it is. */
    public static Environment detect() {
      return new Environment(
          HostIdentity.detect(),
          LinkTimings.DEFAULT,
          new TransportConfig.Surroundings(
              TickSource.system(),
              WallClock.system(),
              UptimeSource.system(),
              new SecureRandom(),
              CrashPoint.NONE));
    }
  }

  public AgentConfig {
    collectors = List.copyOf(collectors);
    if (collectors.isEmpty()) {
      throw new IllegalArgumentException("collector: at least one HOST:PORT is needed");
    }
  }

  /**
   * The defaults: 1 GiB of spool, forced at intervals, that blocks when it is full, blocks of at
   * most 200 ms, zstd if it is there.
   */
  public static AgentConfig of(NodeId node, Path directory, List<CollectorAddress> collectors) {
    return new AgentConfig(
        node,
        directory,
        collectors,
        SpoolLimits.DEFAULT,
        new TransportConfig.Blocks(
            TransportConfig.Blocks.FLUSH_INTERVAL_NS_DEFAULT,
            BlockBuilder.Compression.best(),
            TransportConfig.ClockRecords.WRITTEN),
        Environment.detect());
  }

  /**
   * The configuration that the processes of a node's directory have.
   *
   * @return empty if no process has used the directory yet
   * @throws AgentException if it cannot be read
   */
  public static Optional<AgentConfig> ofDirectory(Path directory) {
    return NodeFile.configOf(directory);
  }

  public AgentConfig withNode(NodeId changed) {
    return new AgentConfig(changed, directory, collectors, spool, blocks, environment);
  }

  public AgentConfig withCollectors(List<CollectorAddress> changed) {
    return new AgentConfig(node, directory, changed, spool, blocks, environment);
  }

  public AgentConfig withSpool(SpoolLimits changed) {
    return new AgentConfig(node, directory, collectors, changed, blocks, environment);
  }

  public AgentConfig withBlocks(TransportConfig.Blocks changed) {
    return new AgentConfig(node, directory, collectors, spool, changed, environment);
  }

  public AgentConfig withEnvironment(Environment changed) {
    return new AgentConfig(node, directory, collectors, spool, blocks, changed);
  }

  SpoolConfig spoolConfig() {
    return SpoolConfig.of(
            directory, node, environment.host().boot(), spool.spoolBytes(), spool.syncPolicy())
        .withFull(spool.whenFull());
  }

  TransportConfig transportConfig() {
    return new TransportConfig(
        node,
        collectors,
        blocks,
        environment.timings(),
        environment.host(),
        environment.surroundings());
  }
}
