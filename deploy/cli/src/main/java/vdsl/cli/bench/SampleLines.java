package vdsl.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lines from which varied ones are made. */
final class SampleLines {
  /** A small shop, as its services would log it; of the lengths that such lines have. */
  private static final List<String> BUILT_IN =
      List.of(
          "2026-11-23 10:14:07.218 INFO  [http-3] shop.web.Access - GET /basket/48213377 200 1874"
              + " bytes in 12 ms for 10.20.113.47",
          "2026-11-23 10:14:07.231 INFO  [http-3] shop.basket.BasketService - basket"
              + " 7c1f09ae53d2b846 of customer 5520318 now holds 3 articles worth 129.90 EUR",
          "2026-11-23 10:14:07.240 DEBUG [pool-2] shop.stock.Reservation - reserved article"
              + " 90017745 at warehouse 14 until 10:29:07, reservation e4b82210c95fd377",
          "2026-11-23 10:14:07.377 INFO  [http-9] shop.web.Access - POST /orders 201 312 bytes in"
              + " 148 ms for 10.20.101.205",
          "2026-11-23 10:14:07.391 INFO  [http-9] shop.order.OrderService - order 300481126 placed"
              + " by customer 5520318, trace 0af7651916cd43dd8448eb211c80319c",
          "2026-11-23 10:14:07.402 WARN  [pay-1] shop.payment.Gateway - answer of provider took"
              + " 2381 ms, limit is 2000 ms, payment 6619420037715502",
          "2026-11-23 10:14:07.466 INFO  [pay-1] shop.payment.Ledger - booked 129.90 EUR for order"
              + " 300481126, balance 481920.17 EUR",
          "2026-11-23 10:14:07.512 ERROR [mail-4] shop.notify.Mailer - could not deliver message"
              + " 5f0c9e7712ab4d38 to host 192.0.2.117 port 25: connection refused, retry 3 in 60 s",
          "2026-11-23 10:14:07.530 DEBUG [sql-11] shop.db.Statements - SELECT 27 rows from"
              + " ARTICLE_PRICE in 4113 us, plan 88214",
          "2026-11-23 10:14:07.541 INFO  [gc] shop.vm.Pauses - young collection 20418 freed 412"
              + " MiB in 8 ms, heap 611 of 2048 MiB",
          "2026-11-23 10:14:07.604 INFO  [http-5] shop.session.Sessions - session"
              + " 3b9d7720f18ce6a4 of customer 8812045 began at 10.20.98.12",
          "2026-11-23 10:14:07.611 WARN  [http-5] shop.session.Sessions - login of customer 8812045"
              + " failed for the 2nd time from 10.20.98.12",
          "2026-11-23 10:14:07.702 INFO  [sched-1] shop.export.Nightly - exported 184220 records to"
              + " segment 00417 in 9313 ms, checksum 9e107d9d372bb682",
          "2026-11-23 10:14:07.733 DEBUG [cache-2] shop.cache.Prices - hit ratio 0.9731 over 118204"
              + " lookups, 4417 entries, 231 evicted",
          "2026-11-23 10:14:07.745 TRACE [http-8] shop.search.Ranking - query 41772093 matched 318"
              + " articles, best score 17.2281, shard 6",
          "2026-11-23 10:14:07.760 INFO  [ship-2] shop.delivery.Parcels - parcel"
              + " 00340434161094021501 left hub 52 for route 7719, due 2026-11-25");

  private SampleLines() {}

  static List<byte[]> builtIn() {
    return BUILT_IN.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** The lines of files, byte by byte, without those that are empty. */
  static List<byte[]> read(List<Path> files) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    for (Path file : files) {
      try (Stream<String> read = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        read.filter(line -> !line.isEmpty())
            .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
            .forEach(lines::add);
      }
    }
    return lines;
  }
}
