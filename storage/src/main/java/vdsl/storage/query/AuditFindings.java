package vdsl.storage.query;

/** What an audit finds, by kind; shared by the nodes of a report. Confined to one thread. */
record AuditFindings(
    Findings<AuditReport.GivenUp> lost,
    Findings<AuditReport.GivenUp> deleted,
    Findings<AuditReport.LossRecord> lossRecords,
    Findings<String> problems) {
  AuditFindings() {
    this(new Findings<>(), new Findings<>(), new Findings<>(), new Findings<>());
  }

  void giveUp(boolean onPurpose, AuditReport.GivenUp range) {
    (onPurpose ? deleted : lost)
        .add(new AuditReport.GivenUp(range.ids(), range.cause(), cut(range.reason())));
  }

  void loss(long id, String text) {
    lossRecords.add(new AuditReport.LossRecord(id, cut(text)));
  }

  void problem(String sentence) {
    problems.add(cut(sentence));
  }

  private static String cut(String text) {
    if (text.length() <= AuditReport.ENTRY_LENGTH_MAX) {
      return text;
    }
    int end = AuditReport.ENTRY_LENGTH_MAX;
    boolean splitsPair = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splitsPair ? end - 1 : end) + "...";
  }
}
