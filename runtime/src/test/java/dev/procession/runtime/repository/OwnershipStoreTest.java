// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.procession.runtime.repository.OwnershipStore.Orphan;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two coordinators, each with the database open under its name; a lease of a negative time has run out already. */
class OwnershipStoreTest {

    private static final Owner A = new Owner("a", "home-a", "broker");
    private static final Owner B = new Owner("b", "home-b", "broker");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration PAST = Duration.ofSeconds(-5);

    @TempDir
    private Path home;

    private RepositorySettings settings;
    private Database a;
    private Database b;

    RepositorySettings settings() {
        return new RepositorySettings("jdbc:h2:mem:" + home.getFileName() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    @BeforeEach
    void open() {
        settings = settings();
        a = Database.openShared(settings, A.id());
        b = Database.openShared(settings, B.id());
        b.ownership().begin(B, LONG);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private long execution(Duration lease) {
        a.ownership().begin(A, lease);
        Rows rows = new Rows(a);
        long execution = rows.execution(rows.instance("job"), BatchStatus.STARTED, "");
        a.ownership().claim(execution);
        return execution;
    }

    @Test
    void orphans_leaseHeld_areNone() {
        long execution = execution(LONG);
        assertThat(b.ownership().orphans(B)).isEmpty();
        assertThat(a.ownership().orphans(A)).isEmpty();
        assertThat(b.ownership().otherOwner(execution)).contains("a");
        assertThat(a.ownership().otherOwner(execution)).isEmpty();
        assertThat(a.unfinished().executionsOf("a")).containsExactly(execution);
    }

    @Test
    void takeOver_leaseRunOut_raisesTheEpochAndShutsOut() {
        long execution = execution(PAST);
        Orphan orphan = new Orphan(execution, "job", "a", 1);
        assertThat(b.ownership().orphans(B)).containsExactly(orphan);
        assertThat(b.ownership().takeOver(orphan, B)).isTrue();
        assertThat(b.ownership().takeOver(orphan, B)).isFalse();
        assertThat(a.ownership().renew("a", LONG)).isFalse();
        assertThat(b.unfinished().executionsOf("b")).containsExactly(execution);
        b.ownership().end("b");
        assertThat(a.ownership().orphans(A)).containsExactly(new Orphan(execution, "job", "b", 2));
    }

    @Test
    void takeOver_renewedMeanwhile_isRefused() {
        Orphan orphan = new Orphan(execution(PAST), "job", "a", 1);
        assertThat(a.ownership().renew("a", LONG)).isTrue();
        assertThat(b.ownership().takeOver(orphan, B)).isFalse();
        assertThat(a.ownership().renew("a", LONG)).isTrue();
    }

    @Test
    void takeOver_endedMeanwhile_isRefused() {
        long execution = execution(PAST);
        a.unfinished().fail(execution, Rows.T0);
        assertThat(b.ownership().takeOver(new Orphan(execution, "job", "a", 1), B))
                .isFalse();
    }

    @Test
    void orphans_ofTheSameHome_needNoTimeToRunOut() {
        long execution = execution(LONG);
        Owner next = new Owner("b", A.home(), "broker");
        Orphan orphan = new Orphan(execution, "job", "a", 1);
        assertThat(b.ownership().orphans(next)).containsExactly(orphan);
        assertThat(b.ownership().takeOver(orphan, next)).isTrue();
    }

    @Test
    void orphans_onAnotherBroker_areLeftAlone() {
        execution(PAST);
        assertThat(b.ownership().orphans(new Owner("b", "home-b", "other"))).isEmpty();
    }

    @Test
    void left_onAnotherBroker_isNotForThisOne() {
        long execution = execution(LONG);
        a.unfinished().fail(execution, Rows.T0);
        assertThat(b.unfinished().left("other")).isEmpty();
        assertThat(b.unfinished().left("broker")).hasSize(1);
        assertThat(b.ownership().brokerOf(execution)).contains("broker");
    }

    @Test
    void write_afterTheTakeOver_isRefusedByPostgresql() {
        long execution = execution(PAST);
        assumeThat(settings.isPostgresql()).as("the database can refuse writes").isTrue();
        b.ownership().takeOver(new Orphan(execution, "job", "a", 1), B);
        b.unfinished().fail(execution, Rows.T0);
        assertThatThrownBy(() -> new Rows(a)
                        .update(
                                "UPDATE JOB_EXECUTION SET BATCHSTATUS = 'COMPLETED' WHERE JOBEXECUTIONID = ?",
                                execution))
                .isInstanceOf(RepositoryException.class)
                .hasMessageContaining("has lost its lease");
        assertThatThrownBy(() -> new Rows(a).instance("another")).hasMessageContaining("has lost its lease");
        assertThat(b.queries().execution(execution).orElseThrow().batchStatus()).isEqualTo(BatchStatus.FAILED);
    }
}
