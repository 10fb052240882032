package vdsl.agent.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import vdsl.agent.AgentConfig;
import vdsl.agent.LogAgent;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.capture.FullPolicy;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpoolConfig;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.spool.SpooledBlock;
import vdsl.agent.spool.SpooledBody;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.HostIdentity;
import vdsl.block.BlockBody;
import vdsl.block.BlockKind;
import vdsl.block.BlockReader;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.time.TickSource;

/**
 * Directory of a node whose collector is away, so that its spool keeps everything. Its settings are
 * the defaults, but for callers that wait while the buffer is full: they do not give up, no more
 * than those of other loggers.
 */
final class NodeDirectory {
  private static final NodeId NODE = new NodeId("bench");

  /** Nobody listens there. */
  private static final CollectorAddress NOBODY = new CollectorAddress("127.0.0.1", 1);

  private static final CaptureConfig CAPTURE =
      new CaptureConfig(
          BufferConfig.DEFAULT, new FullPolicy(FullPolicy.WAIT_NS_MAX, Severity.TRACE), true);

  private static final Duration ADOPTION_BOUND = Duration.ofMinutes(2);
  private static final long LOOK_INTERVAL_NS = 10_000_000L;

  private NodeDirectory() {}

  static LogAgent startAgent(Path directory) {
    return startAgent(AgentConfig.of(NODE, node(directory), List.of(NOBODY)));
  }

  /** An agent whose callers wait, too, whatever its node and collectors. */
  static LogAgent startAgent(AgentConfig config) {
    return LogAgent.start(config, CAPTURE, status());
  }

  private static Path node(Path directory) {
    return directory.resolve("node");
  }

  private static StatusLog status() {
    return StatusLog.toStderr(TickSource.system());
  }

  /** Lets an agent drain what a killed process has left in its buffer, and reads the spool. */
  static void read(Path directory, WrittenRecords written) throws IOException {
    try (LogAgent agent = startAgent(directory)) {
      awaitAdoption(agent);
    }
    SpoolConfig config =
        SpoolConfig.of(
            node(directory),
            NODE,
            HostIdentity.detect().boot(),
            SpoolConfig.SPOOL_BYTES_DEFAULT,
            SyncPolicy.NONE);
    Optional<Spool> opened =
        Spool.tryOpen(config, SpoolFiles.system(), status(), new SecureRandom());
    try (Spool spool = opened.orElseThrow()) {
      Optional<SpooledBlock> block = spool.blockAfter(0);
      while (block.isPresent()) {
        read(spool.read(block.get()), written);
        block = spool.blockAfter(block.get().sequence());
      }
    }
  }

  private static void awaitAdoption(LogAgent agent) {
    TickSource ticks = TickSource.system();
    long startNs = ticks.ticks();
    while (!agent.holdsTransport() || !agent.hasAdopted()) {
      if (ticks.ticks() - startNs > ADOPTION_BOUND.toNanos()) {
        throw new IllegalStateException("buffers are left after " + ADOPTION_BOUND);
      }
      LockSupport.parkNanos(LOOK_INTERVAL_NS);
    }
  }

  private static void read(SpooledBody spooled, WrittenRecords written) {
    if (spooled.kind() != BlockKind.RECORDS) {
      throw new IllegalStateException("a block of the spool is damaged");
    }
    BlockReader block = new BlockReader(BlockBody.parse(spooled.bytes()));
    for (int i = 0; i < block.recordCount(); i++) {
      if (block.type(i).equals(LogType.APP)) {
        byte[] text = block.text(i).array();
        written.addText(text, text.length);
      }
    }
  }
}
