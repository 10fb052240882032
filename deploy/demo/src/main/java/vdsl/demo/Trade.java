package vdsl.demo;

import java.util.Arrays;
import java.util.Locale;

/** What a service does, and the words it logs for it. */
enum Trade {
  SHOP(
      "Checkout",
      "taking it",
      "taken",
      "customer {} looked at {} pages",
      "order {} of customer {} waits"),
  ORDERS(
      "OrderBook",
      "booking it",
      "booked",
      "customer {} has {} open orders",
      "payment of order {} rejected: card of customer {} has expired"),
  STOCK(
      "Warehouse",
      "packing it",
      "packed",
      "articles for customer {} lie in aisle {}",
      "order {} of customer {} waits: an article is out of stock"),
  PAYMENT(
      "Cashier",
      "charging it",
      "paid",
      "customer {} has {} cards",
      "payment of order {} rejected: limit of customer {} is exceeded"),
  MAIL(
      "Postbox",
      "writing about it",
      "announced",
      "customer {} gets mail number {}",
      "mail about order {} to customer {} bounced"),
  INVOICE(
      "Ledger",
      "writing the invoice",
      "invoiced",
      "customer {} has {} invoices to pay",
      "invoice of order {}: address of customer {} is incomplete"),
  DELIVERY(
      "Courier",
      "planning the tour",
      "on its way",
      "customer {} is stop {} of the tour",
      "order {}: customer {} was not at home"),
  PRICING(
      "PriceList",
      "pricing it",
      "priced",
      "customer {} has discount level {}",
      "order {}: price for customer {} is out of date"),
  TAX(
      "TaxTable",
      "taxing it",
      "taxed",
      "customer {} is taxed by rule {}",
      "order {}: tax number of customer {} is unknown"),
  RETURNS(
      "ReturnDesk",
      "opening the return period",
      "returnable",
      "customer {} sent {} parcels back",
      "order {}: customer {} returns nearly everything"),
  LOYALTY(
      "BonusAccount",
      "counting points",
      "credited",
      "customer {} has {} points",
      "order {}: points of customer {} have expired"),
  FRAUD(
      "RiskCheck",
      "checking it",
      "cleared",
      "customer {} has risk class {}",
      "order {}: customer {} ordered from two countries"),
  REVIEWS(
      "ReviewBox",
      "asking for a review",
      "to be reviewed",
      "customer {} wrote {} reviews",
      "order {}: customer {} wants no mail"),
  OFFERS(
      "Campaign",
      "choosing an offer",
      "matched with an offer",
      "customer {} got {} offers",
      "order {}: offer for customer {} has ended"),
  ARCHIVE(
      "Archive",
      "filing it",
      "filed",
      "customer {} has {} folders",
      "order {}: folder of customer {} is full"),
  REPORTS(
      "DailyReport",
      "adding it up",
      "added up",
      "customer {} is in region {}",
      "order {}: region of customer {} is unknown");

  private final String object;
  private final String received;
  private final String answering;
  private final String detail;
  private final String warning;

  Trade(String object, String doing, String done, String detail, String warning) {
    this.object = node() + "." + object;
    this.received = "received order {} with {} articles, " + doing;
    this.answering = "answering: order {} is " + done;
    this.detail = detail;
    this.warning = warning;
  }

  static Trade of(String node) {
    return Arrays.stream(values())
        .filter(trade -> trade.node().equals(node))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no service " + node));
  }

  /** The node that it is the only service of. */
  String node() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What logs. */
  String object() {
    return object;
  }

  /** For order and number of articles. */
  String received() {
    return received;
  }

  /** For an order. */
  String answering() {
    return answering;
  }

  /** For a customer and a small number. */
  String detail() {
    return detail;
  }

  /** For order and customer. */
  String warning() {
    return warning;
  }
}
