// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.procession.messaging.PartitionCheckpoint;
import dev.procession.messaging.PartitionKey;
import dev.procession.messaging.PartitionState;
import dev.procession.messaging.PartitionTask;
import dev.procession.messaging.StepKey;
import dev.procession.runtime.partition.PartitionFence;
import dev.procession.workers.spi.LeaseLostException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionLedgerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HikariDataSource database = new HikariDataSource();

    @BeforeEach
    void open() throws SQLException {
        database.setJdbcUrl("jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50");
        try (Connection connection = database.getConnection()) {
            execute(connection, "CREATE TABLE OWN (N INT)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, "DROP ALL OBJECTS");
        }
        database.close();
    }

    @Test
    void open_newPartition_hasNoChunk() throws SQLException {
        try (PartitionLedger ledger = claim(7, 1, 1)) {
            assertThat(ledger.last()).isNull();
        }
    }

    @Test
    void commit_rows_areThereWithTheChunk() throws SQLException {
        try (PartitionLedger ledger = claim(7, 1, 1)) {
            execute(ledger.connection(), "INSERT INTO OWN VALUES (1)");
            ledger.commit(chunk("a"));
            execute(ledger.connection(), "INSERT INTO OWN VALUES (2)");
        } // not committed
        try (PartitionLedger next = claim(7, 1, 2)) {
            CommittedChunk last = next.last();
            assertThat(last).isNotNull();
            assertThat(last.checkpoint().state().readerCheckpoint()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
            assertThat(last.collected()).containsExactly(new byte[] {1, 2});
            assertThat(last.executionId()).isEqualTo(7);
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void commit_overtaken_isRefusedAndUndone() throws SQLException {
        try (PartitionLedger zombie = claim(7, 1, 1)) {
            execute(zombie.connection(), "INSERT INTO OWN VALUES (1)");
            try (PartitionLedger successor = claim(7, 1, 2)) {
                assertThatThrownBy(() -> zombie.commit(chunk("z")))
                        .isInstanceOf(LeaseLostException.class)
                        .hasMessageContaining("a later attempt");
                execute(successor.connection(), "INSERT INTO OWN VALUES (1)");
                successor.commit(chunk("s"));
            }
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void open_whileAFrozenAttemptKeepsTheRowLocked_waits() throws Exception {
        claim(7, 1, 1).close();
        try (Connection frozen = database.getConnection()) {
            frozen.setAutoCommit(false);
            execute(frozen, "UPDATE PROCESSION_PARTITION SET CHUNK = ''");
            CompletableFuture<PartitionLedger> successor = claimBeside(database, 7, 1, 2);
            frozen.rollback();
            successor.get(PATIENCE.toSeconds(), SECONDS).close();
        }
    }

    @Test
    void open_databaseThatRefusesAtOnce_isAskedMoreAndMoreSeldom() throws Exception {
        claim(7, 1, 1).close();
        List<Long> asked = new CopyOnWriteArrayList<>();
        try (Connection frozen = database.getConnection();
                Connection impatient = database.getConnection()) {
            frozen.setAutoCommit(false);
            execute(frozen, "UPDATE PROCESSION_PARTITION SET CHUNK = ''");
            execute(impatient, "SET LOCK_TIMEOUT 1");
            CompletableFuture<PartitionLedger> successor = claimBeside(noting(impatient, asked), 7, 1, 2);
            await().atMost(PATIENCE).until(() -> asked.size() >= 6);
            frozen.rollback();
            successor.get(PATIENCE.toSeconds(), SECONDS).close();
        }
        assertThat(Duration.ofNanos(asked.get(5) - asked.get(0)))
                .as("time for five pauses, each twice as long as the one before")
                .isGreaterThanOrEqualTo(Duration.ofMillis(10 + 20 + 40 + 80 + 160));
    }

    /** A data source with this one connection, which notes when it prepares a statement. */
    private static DataSource noting(Connection connection, List<Long> prepared) {
        Connection noted = proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                prepared.add(System.nanoTime());
            }
            return invoke(connection, method, arguments);
        });
        return proxy(DataSource.class, (proxy, method, arguments) -> noted);
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void open_whileAnEarlierAttemptInsertsTheRow_waitsAndTakesItOver() throws Exception {
        claim(7, 2, 1).close(); // the table is there
        try (Connection earlier = database.getConnection()) {
            earlier.setAutoCommit(false);
            execute(
                    earlier,
                    "INSERT INTO PROCESSION_PARTITION (EXECUTION, ATTEMPT, REPOSITORY, STEP, PARTITION_NUMBER)"
                            + " VALUES (7, 1, 'repository', 1, 3)");
            CompletableFuture<PartitionLedger> successor = claimBeside(database, 7, 1, 2);
            earlier.commit();
            successor.get(PATIENCE.toSeconds(), SECONDS).close();
        }
        assertThatThrownBy(() -> claim(7, 1, 1)).isInstanceOf(LeaseLostException.class);
    }

    /** Several times as long as the database waits for a lock. */
    private static CompletableFuture<PartitionLedger> claimBeside(
            DataSource source, long execution, long lineage, int attempt) {
        CompletableFuture<PartitionLedger> claim = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                claim.complete(claim(source, execution, lineage, attempt));
            } catch (SQLException | RuntimeException e) {
                claim.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        assertThatThrownBy(() -> claim.get(300, MILLISECONDS)).isInstanceOf(TimeoutException.class);
        return claim;
    }

    @Test
    void open_withAnEarlierFence_isRefused() throws SQLException {
        claim(8, 1, 1).close();
        assertThatThrownBy(() -> claim(7, 1, 5)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> claim(8, 1, 1)).isInstanceOf(LeaseLostException.class);
        claim(8, 1, 2).close();
        claim(9, 1, 1).close();
    }

    @Test
    void open_anotherPartitionOrLineage_startsAnew() throws SQLException {
        try (PartitionLedger ledger = claim(7, 1, 1)) {
            ledger.commit(chunk("a"));
        }
        try (PartitionLedger other = claim(8, 2, 1)) {
            assertThat(other.last()).isNull();
        }
    }

    private PartitionLedger claim(long execution, long lineage, int attempt) throws SQLException {
        return claim(database, execution, lineage, attempt);
    }

    private static PartitionLedger claim(DataSource source, long execution, long lineage, int attempt)
            throws SQLException {
        PartitionTask task = new PartitionTask(
                new PartitionKey(new StepKey("repository", 100 + execution), 3),
                1,
                execution,
                "job",
                "step",
                "",
                Map.of(),
                PartitionState.INITIAL,
                3,
                lineage,
                false);
        return PartitionLedger.open(source, task, new PartitionFence(execution, attempt));
    }

    private static CommittedChunk chunk(String position) {
        PartitionState state =
                new PartitionState(null, position.getBytes(StandardCharsets.UTF_8), null, Map.of("refused", 2L));
        return new CommittedChunk(7, new PartitionCheckpoint(1, 1, state, Map.of()), List.of(new byte[] {1, 2}));
    }

    private int rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM OWN")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
