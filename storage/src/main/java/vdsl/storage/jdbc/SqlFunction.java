package vdsl.storage.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a connection, which it must not keep. */
@FunctionalInterface
interface SqlFunction<T> {
  T apply(Connection connection) throws SQLException;
}
