package vdsl.agent.bench;

import java.io.IOException;
import java.nio.file.Path;

/** The loggers that can be measured, and where each of them leaves its records. */
enum SubjectKind {
  /** The cost of the loop and of its two clock readings. */
  EMPTY("empty", "") {
    @Override
    Subject open(Path directory) {
      return new EmptySubject();
    }

    @Override
    void read(Path directory, WrittenRecords written) {
      throw new IllegalStateException(this + " writes nothing");
    }
  },

  VDSL_TYPED("vdsl-typed", "spooled_records_per_s") {
    @Override
    Subject open(Path directory) {
      return new VdslTyped(directory);
    }

    @Override
    void read(Path directory, WrittenRecords written) throws IOException {
      NodeDirectory.read(directory, written);
    }
  },

  VDSL_LOGBACK("vdsl-logback", "spooled_records_per_s") {
    @Override
    Subject open(Path directory) {
      return new LogbackSubject("vdsl/agent/bench/vdsl-logback.xml", directory);
    }

    @Override
    void read(Path directory, WrittenRecords written) throws IOException {
      NodeDirectory.read(directory, written);
    }
  },

  LOGBACK_ASYNC("logback-async", "records_per_s") {
    @Override
    Subject open(Path directory) {
      return new LogbackSubject("vdsl/agent/bench/logback-async.xml", directory);
    }

    @Override
    void read(Path directory, WrittenRecords written) throws IOException {
      LogFile.read(directory, written);
    }
  },

  LOG4J2_ASYNC("log4j2-async", "records_per_s") {
    @Override
    Subject open(Path directory) {
      return new Log4j2Async("vdsl/agent/bench/log4j2-async.xml", directory);
    }

    @Override
    void read(Path directory, WrittenRecords written) throws IOException {
      LogFile.read(directory, written);
    }
  };

  private final String subjectName;
  private final String rateMetric;

  SubjectKind(String subjectName, String rateMetric) {
    this.subjectName = subjectName;
    this.rateMetric = rateMetric;
  }

  static SubjectKind named(String name) {
    for (SubjectKind kind : values()) {
      if (kind.subjectName.equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no subject \"" + name + "\"");
  }

  boolean writes() {
    return !rateMetric.isEmpty();
  }

  /** Says until when a record takes part in the rate. */
  String rateMetric() {
    return rateMetric;
  }

  /** Starts the logger; it may leave what it likes in the directory. */
  abstract Subject open(Path directory);

  /** Reads what a logger has left that was closed, or killed. */
  abstract void read(Path directory, WrittenRecords written) throws IOException;
}
