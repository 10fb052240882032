package vdsl.agent.bench;

import java.util.List;
import java.util.SplittableRandom;
import vdsl.agent.Logger;
import vdsl.agent.capture.RecordBuilder;
import vdsl.record.Severity;

/** One log statement of a service. Confined to one thread. */
final class TypedCall {
  private final Logger logger;
  private final Severity level;
  private final String pattern;
  private final TypedArgument[] arguments;

  TypedCall(Logger logger, Severity level, String pattern, List<TypedArgument> arguments) {
    this.logger = logger;
    this.level = level;
    this.pattern = pattern;
    this.arguments = arguments.toArray(TypedArgument[]::new);
  }

  /** Logs once; false if the record was given up. */
  boolean log(SplittableRandom random) {
    RecordBuilder record = logger.at(level, pattern);
    for (TypedArgument argument : arguments) {
      argument.addTo(record, random);
    }
    return record.log();
  }
}
