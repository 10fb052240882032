package vdsl.collector.ingest;

import java.util.List;
import vdsl.wire.proto.Ack;

/**
 * What one group came to for one session.
 *
 * @param answers acknowledgements in the order of the blocks
 * @param bytes what the session's settled blocks had held
 */
record Settlement(List<Ack> answers, long bytes) {
  Settlement {
    answers = List.copyOf(answers);
  }
}
