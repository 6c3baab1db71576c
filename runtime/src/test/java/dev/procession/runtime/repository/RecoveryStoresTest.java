// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static dev.procession.runtime.repository.Rows.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.repository.SubmissionStore.Arrival;
import dev.procession.runtime.repository.UnfinishedStore.LeftExecution;
import jakarta.batch.runtime.BatchStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryStoresTest {

    @TempDir
    private Path home;

    private Database database;
    private Rows rows;

    RepositorySettings settings() {
        return RepositorySettings.inHome(home);
    }

    @BeforeEach
    void open() {
        database = Database.open(settings());
        rows = new Rows(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long lost(long instance) {
        long execution = rows.execution(instance, BatchStatus.STARTED, "");
        database.unfinished().fail(execution, T0);
        return execution;
    }

    @Test
    void left_latestOfTheirInstance_withTheirLossesInARow() {
        long once = lost(rows.instance("once"));
        long twice = rows.instance("twice");
        lost(twice);
        long again = lost(twice);
        long restarted = rows.instance("restarted");
        lost(restarted);
        rows.execution(restarted, BatchStatus.COMPLETED, "");
        rows.execution(rows.instance("failed"), BatchStatus.FAILED, "");
        assertThat(database.unfinished().left("broker"))
                .containsExactly(new LeftExecution(once, "once", 1), new LeftExecution(again, "twice", 2));
    }

    @Test
    void left_lossesBeforeAnotherEnd_doNotCount() {
        long instance = rows.instance("job");
        lost(instance);
        rows.execution(instance, BatchStatus.FAILED, "");
        long last = lost(instance);
        assertThat(database.unfinished().left("broker")).containsExactly(new LeftExecution(last, "job", 1));
    }

    @Test
    void markCoordinatorEnded_stoppedOnly_isLeft() {
        long stopped = rows.execution(rows.instance("stopped"), BatchStatus.STOPPED, "");
        long completed = rows.execution(rows.instance("completed"), BatchStatus.COMPLETED, "");
        database.unfinished().markCoordinatorEnded(stopped);
        database.unfinished().markCoordinatorEnded(completed);
        assertThat(database.unfinished().left("broker")).containsExactly(new LeftExecution(stopped, "stopped", 0));
    }

    @Test
    void submission_receivedTwice_isKnownWithWhatBecameOfIt() {
        SubmissionStore store = database.submissions();
        assertThat(store.find("a")).isEmpty();
        assertThat(store.receive("a", "job", T0)).isEmpty();
        assertThat(store.receive("a", "job", T0)).contains(new Arrival(null, null));
        store.started("a", 7);
        assertThat(store.receive("a", "job", T0)).contains(new Arrival(7L, null));
        store.receive("b", "job", T0);
        store.refused("b", "no such job");
        assertThat(store.find("b")).contains(new Arrival(null, "no such job"));
    }

    @Test
    void findExecution_interruptedStart_isTheFirstThatNamesTheSubmission() {
        SubmissionStore store = database.submissions();
        long instance = rows.instance("job");
        rows.execution(instance, BatchStatus.STARTED, "procession.submission = s-10\n");
        rows.execution(instance, BatchStatus.STARTED, "procession.submission = sx1\n");
        long first = rows.execution(instance, BatchStatus.FAILED, "a = b\nprocession.submission = s_1\nc = d\n");
        rows.execution(instance, BatchStatus.STARTED, "procession.submission = s_1\n");
        assertThat(store.findExecution("s_1")).contains(first);
        assertThat(store.findExecution("s-1")).isEmpty();
    }
}
