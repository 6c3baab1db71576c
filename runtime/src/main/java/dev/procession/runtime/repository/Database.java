// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The job repository's database, open.
 *
 * <p><em>Threads</em>: all of it may be used by several. <em>Failure</em>: what was stored before this process is killed is there
 * afterwards. A database file is open for writing in one process at a time, or for reading in several.
 */
public final class Database implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How long whoever needs a database elsewhere waits for it to come back; the pool tries all the time. */
    private static final Duration OUTAGE = Duration.ofMinutes(5);

    private static final Duration HURRY = Duration.ofSeconds(1);

    private final HikariDataSource dataSource;
    private final Connection anchor;
    private final String repositoryId;
    private final Jdbc jdbc;
    private final OwnershipStore ownership;

    private Database(
            HikariDataSource dataSource, Connection anchor, String repositoryId, Jdbc jdbc, OwnershipStore ownership) {
        this.ownership = ownership;
        this.dataSource = dataSource;
        this.anchor = anchor;
        this.repositoryId = repositoryId;
        this.jdbc = jdbc;
    }

    /**
     * Opens the repository for writing, and creates or updates its tables. If a database file is in use, waits a few seconds for
     * it: inspection commands hold it for moments.
     *
     * @throws RepositoryException if it is in use, cannot be reached, written to or logged in to, or is of a later version
     */
    public static Database open(RepositorySettings settings) {
        return open(settings, PATIENCE);
    }

    /**
     * As {@link #open(RepositorySettings)}, for a coordinator that may share the database with others.
     *
     * @param owner id of the coordinator, under which it will take a lease
     */
    public static Database openShared(RepositorySettings settings, String owner) {
        return open(settings, PATIENCE, owner);
    }

    static Database open(RepositorySettings settings, Duration patience) {
        return open(settings, patience, null);
    }

    private static Database open(RepositorySettings settings, Duration patience, @Nullable String owner) {
        boolean file = H2File.is(settings.url());
        if (file) {
            H2File.prepare(settings);
        }
        String url = file ? H2File.forWriting(settings.url()) : settings.url();
        return opened(
                settings,
                new Connector(settings, url, patience).connect(),
                pool(settings, url, false, owner),
                true,
                owner);
    }

    /**
     * Opens the repository for reading only, also after the process that wrote it was killed.
     *
     * @return empty if nothing has been stored there yet
     * @throws RepositoryException if another process has it open for writing, or as {@link #open} does
     */
    public static Optional<Database> openReadOnly(RepositorySettings settings) {
        return openReadOnly(settings, PATIENCE);
    }

    static Optional<Database> openReadOnly(RepositorySettings settings, Duration patience) {
        boolean file = H2File.is(settings.url());
        if (file && !H2File.exists(settings.url())) {
            return Optional.empty();
        }
        String url = file ? H2File.forReading(settings.url()) : settings.url();
        Connection anchor = new Connector(settings, url, patience).connect();
        try {
            if (Schema.version(anchor) == Schema.NONE) {
                close(anchor);
                return Optional.empty();
            }
        } catch (SQLException e) {
            close(anchor);
            throw Connector.failure(settings, e);
        }
        return Optional.of(opened(settings, anchor, pool(settings, url, true, null), false, null));
    }

    private static Database opened(
            RepositorySettings settings,
            Connection anchor,
            HikariDataSource pool,
            boolean forWriting,
            @Nullable String owner) {
        try {
            int version = Schema.version(anchor);
            Schema.requireKnown(version, settings);
            if (version < Schema.NEWEST) {
                if (!forWriting) {
                    throw new RepositoryException(
                            "The job repository " + settings.printableUrl()
                                    + " was written by an earlier version. Run a job "
                                    + "there with this version to update it.",
                            null);
                }
                Schema.migrate(pool, settings);
            }
            Jdbc jdbc = new Jdbc(pool, settings.printableUrl());
            return new Database(
                    pool, anchor, identity(jdbc), jdbc, new OwnershipStore(jdbc, owner, settings.isPostgresql()));
        } catch (SQLException e) {
            pool.close();
            close(anchor);
            throw Connector.failure(settings, e);
        } catch (RuntimeException e) {
            pool.close();
            close(anchor);
            throw e;
        }
    }

    private static HikariDataSource pool(
            RepositorySettings settings, String url, boolean readOnly, @Nullable String owner) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("job-repository");
        config.setJdbcUrl(url);
        Properties login = Connector.login(settings);
        config.setUsername(login.getProperty("user"));
        config.setPassword(login.getProperty("password"));
        // JBeret takes a second connection while it holds one.
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setReadOnly(readOnly);
        if (!readOnly && !H2File.is(url)) {
            config.setConnectionTimeout(OUTAGE.toMillis());
        }
        if (owner != null && settings.isPostgresql()) {
            // Who writes: the database refuses it when the lease is gone.
            config.setConnectionInitSql("SET procession.owner = '" + owner.replace("'", "") + "'");
        }
        return new HikariDataSource(config);
    }

    private static String identity(Jdbc jdbc) {
        return jdbc.transaction("read the identity", session -> {
            String select = "SELECT REPOSITORYID FROM REPOSITORY_IDENTITY";
            Optional<String> known = session.first(select, row -> row.text("REPOSITORYID"));
            if (known.isPresent()) {
                return known.get();
            }
            byte[] random = new byte[5];
            new SecureRandom().nextBytes(random);
            String created = HexFormat.of().formatHex(random);
            session.update("INSERT INTO REPOSITORY_IDENTITY (SINGLETON, REPOSITORYID) VALUES (1, ?)", created);
            return created;
        });
    }

    /** A short random id, made once: tells this repository from others that share a broker. */
    public String repositoryId() {
        return repositoryId;
    }

    /** Pooled connections, for JBeret's own repository. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Job XML of the instances. */
    public JobXmlStore jobXml() {
        return new JobXmlStore(jdbc);
    }

    /** Rows of partitions. */
    public PartitionStore partitions() {
        return new PartitionStore(jdbc);
    }

    /** Executions whose coordinator is gone. */
    public UnfinishedStore unfinished() {
        return new UnfinishedStore(jdbc);
    }

    /** Which coordinator runs which execution. */
    public OwnershipStore ownership() {
        return ownership;
    }

    /** Deletes what is of no interest any more. */
    public PurgeStore purge() {
        return new PurgeStore(jdbc);
    }

    /** Jobs that were submitted. */
    public SubmissionStore submissions() {
        return new SubmissionStore(jdbc);
    }

    /** Plans of partitioned steps. */
    public PartitionPlanStore plans() {
        return new PartitionPlanStore(jdbc);
    }

    /** Attempts of workers to run partitions. */
    public AttemptStore attempts() {
        return new AttemptStore(jdbc);
    }

    /** Parameters of the job executions. */
    public JobParameterStore parameters() {
        return new JobParameterStore(jdbc);
    }

    /** The read side. */
    public JobQueries queries() {
        return new JdbcJobQueries(jdbc);
    }

    Jdbc jdbc() {
        return jdbc;
    }

    /** From now on does not wait for a database that has gone away. */
    public void hurry() {
        dataSource.getHikariConfigMXBean().setConnectionTimeout(HURRY.toMillis());
    }

    /** Closes all connections; a database file is compacted and may be opened by others. */
    @Override
    public void close() {
        // The anchor last: it keeps H2 from closing and opening the file whenever the pool runs empty.
        dataSource.close();
        close(anchor);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(Database.class.getName())
                    .log(System.Logger.Level.DEBUG, "the connection was broken already", e);
        }
    }
}
