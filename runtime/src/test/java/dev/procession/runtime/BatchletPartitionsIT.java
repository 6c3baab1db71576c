// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.PartitionView;
import dev.procession.runtime.repository.StepView;
import jakarta.batch.runtime.BatchStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Partitioned batchlet steps, alone and in flows, and partitions with a JVM of their own. */
class BatchletPartitionsIT {

    private static final String SECRET = "procession.test.secret";

    @RegisterExtension
    static final CoordinatorFixture fixture = CoordinatorFixture.withWorkers(2);

    @BeforeAll
    static void setSystemProperty() {
        System.setProperty(SECRET, "known to the coordinator");
    }

    @AfterAll
    static void clearSystemProperty() {
        System.clearProperty(SECRET);
    }

    @Test
    void batchlet_exitStatus_isThatOfTheProcessMethodAndReachesTheAnalyzer() {
        JobRun run = fixture.start("reports", "parameter", "p");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        for (String name : List.of("plain", "bean")) {
            StepView step = run.step(name);
            assertThat(step.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(step.exitStatus()).isEqualTo("analyzed");
            assertThat(step.partitions())
                    .extracting(PartitionView::exitStatus)
                    .containsExactly("DONE a-" + name, "DONE b-" + name);
            assertThat(run.said("status of " + name))
                    .containsExactlyInAnyOrder("COMPLETED DONE a-" + name, "COMPLETED DONE b-" + name);
            assertThat(run.attempts(name)).hasSize(2).allSatisfy(attempt -> {
                assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.COMPLETED);
                assertThat(fixture.workerPids()).contains(attempt.pid());
            });
        }
    }

    @Test
    void batchlet_properties_areResolvedInTheCoordinator() {
        JobRun run = fixture.start("reports", "parameter", "a value\nof two lines <&>");
        run.await();
        for (String who : List.of("a-plain", "b-plain", "a-bean", "b-bean")) {
            String step = who.substring(2);
            assertThat(run.said(who + " properties"))
                    .containsExactly("{" + (who.endsWith("bean") ? "fence=1, " : "")
                            + "missing=null, parameter=a value\\nof two lines <&>, system=known to the coordinator, who="
                            + who + "}");
            assertThat(run.said(who + " step"))
                    .containsExactly(step + " " + run.step(step).stepExecutionId() + " STARTED {of-step=of the job "
                            + step + "}");
            assertThat(run.said(who + " jvm"))
                    .as("system property of the worker")
                    .containsExactly("null");
            assertThat(run.pids(who)).isSubsetOf(fixture.workerPids());
        }
    }

    @Test
    void batchlet_jobContext_isThatOfTheExecution() {
        JobRun run = fixture.start("reports", "parameter", "p");
        ExecutionView view = run.await();
        assertThat(run.said("a-plain job"))
                .containsExactly("reports " + view.instanceId() + " " + view.executionId()
                        + " STARTED null known to the coordinator");
        assertThat(run.said("b-bean job")).isEqualTo(run.said("a-plain job"));
    }

    @Test
    void batchlet_cdiBean_isInjectedAndDestroyed() {
        JobRun run = fixture.start("reports", "parameter", "p");
        run.await();
        assertThat(run.said("hello")).containsExactlyInAnyOrder("a-bean", "b-bean");
        run.awaitSaid(2, "destroyed"); // which comes after the result was sent
        assertThat(run.said("destroyed")).containsExactlyInAnyOrder("a-bean", "b-bean");
    }

    @Test
    void isolation_process_eachPartitionHasItsOwnAndNoneIsLeft() {
        JobRun run = fixture.start("numbers", "procession.isolation", "process");
        assertThat(run.await().batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("data 2")).containsExactly("[10, 11, 12]", "[13, 14]");
        assertThat(run.attempts("count"))
                .hasSize(3)
                .extracting(AttemptView::pid)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(fixture.workerPids())
                .doesNotContain(ProcessHandle.current().pid())
                .containsExactlyInAnyOrderElementsOf(
                        run.pids("write").stream().distinct().toList());
        await().atMost(CoordinatorFixture.DEADLINE)
                .until(() -> run.pids("write").stream()
                        .noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
        assertThat(run.step("count").metrics()).containsAllEntriesOf(Map.of("writeCount", 15L));
    }

    @Test
    void split_partitionedStepsInBothFlows_theDecisionSeesWhatTheyCameTo() {
        JobRun run = fixture.start("flows", "exit", "many");
        ExecutionView view = run.await();
        assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(run.said("decide")).containsExactly("left-2=many right-1=right");
        assertThat(view.steps())
                .extracting(StepView::name)
                .containsExactlyInAnyOrder("left-1", "left-2", "right-1", "last", "after");
        assertThat(view.steps()).allSatisfy(step -> {
            assertThat(step.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(step.partitions())
                    .extracting(PartitionView::exitStatus)
                    .containsExactly("DONE " + step.name() + "-0", "DONE " + step.name() + "-1");
        });
    }

    @Test
    void decision_end_endsTheJobWithItsExitStatus() {
        ExecutionView view = fixture.start("flows", "exit", "few").await();
        assertThat(view.batchStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(view.exitStatus()).isEqualTo("ENOUGH");
        assertThat(view.steps()).extracting(StepView::name).containsExactlyInAnyOrder("left-1", "left-2", "right-1");
    }

    @Test
    void transition_failOnExitStatus_failsTheJob() {
        ExecutionView view =
                fixture.start("flows", "exit", "many", "last", "bad luck").await();
        assertThat(view.batchStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(view.exitStatus()).isEqualTo("NO GOOD");
        assertThat(view.steps()).extracting(StepView::name).doesNotContain("after");
        assertThat(view.steps())
                .allSatisfy(step -> assertThat(step.batchStatus()).isEqualTo(BatchStatus.COMPLETED));
    }
}
