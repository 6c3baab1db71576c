// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database connection of the partition that runs in this thread, for a writer whose rows are to be there exactly once.
 *
 * <p>The step's property {@link #PROPERTY} names the database. Every {@link #getConnection()} gives the one connection of the partition; closing
 * it does nothing, committing it and rolling it back are not the writer's to do. What is written through it is committed with the chunk's checkpoint,
 * in the same transaction of the database.
 *
 * <p><em>Failure:</em> the database keeps checkpoint and fence of the partition beside the rows. A worker that dies leaves rows and checkpoint, or
 * neither; its successor goes on there. A worker that was declared dead and goes on is refused by the database.
 *
 * <p><em>Threads:</em> for the thread of the partition.
 */
public final class PartitionDataSource implements DataSource {

    /**
     * Step property: an artifact, by bean name, id in {@code batch.xml} or class name, that is a {@link DataSource} or a
     * {@link java.util.function.Supplier} of one. It is made once in each worker.
     */
    public static final String PROPERTY = "procession.exactly-once";

    PartitionDataSource() {}

    /**
     * That of the partition that runs in this thread.
     *
     * @throws IllegalStateException if none does, or its step does not name a database
     */
    public static PartitionDataSource current() {
        PartitionDataSource current = new PartitionDataSource();
        current.getConnection();
        return current;
    }

    @Override
    public Connection getConnection() {
        return PartitionContext.current().connection();
    }

    /** The same: who logs in is said where the database is named. */
    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("logs through SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("a partition's data source is not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
