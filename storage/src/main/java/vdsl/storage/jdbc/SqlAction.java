package vdsl.storage.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** A change made on a connection, which it must not keep. */
@FunctionalInterface
interface SqlAction {
  void run(Connection connection) throws SQLException;
}
