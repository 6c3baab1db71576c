// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import static dev.procession.runtime.repository.Rows.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence;
import jakarta.batch.runtime.BatchStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewJsonTest {

    private static final Map<String, Long> COUNTS = Counts.sum(List.of(Map.of("readCount", 4L)));

    private static final ExecutionView EXECUTION = execution(List.of(new StepView(
            5,
            "step",
            BatchStatus.STARTED,
            null,
            null,
            COUNTS,
            Map.of("refused", 2L),
            List.of(new PartitionView(
                    0,
                    BatchStatus.STARTED,
                    null,
                    null,
                    null,
                    List.of(new AttemptView(
                            1,
                            "worker-1",
                            "host",
                            101,
                            T0.plusMillis(5),
                            null,
                            AttemptOutcome.RUNNING,
                            null,
                            null,
                            null)))))));

    private static final WorkerView WORKER = WorkerView.of(new WorkerPresence(
            new WorkerIdentity("worker-1", "host", 101),
            2,
            T0,
            false,
            List.of(new WorkerPresence.RunningTask("r:5:0", "flights map 0", 1, Map.of("readCount", 4L)))));

    @Test
    void execution_writtenAndRead_isTheSame() {
        assertThat(ViewJson.readExecution(ViewJson.write(EXECUTION))).isEqualTo(EXECUTION);
        assertThat(ViewJson.readExecution(ViewJson.print(EXECUTION))).isEqualTo(EXECUTION);
    }

    @Test
    void lists_writtenAndRead_areTheSame() {
        assertThat(ViewJson.readExecutions(ViewJson.write(List.of(execution(null)))))
                .containsExactly(execution(null));
        assertThat(ViewJson.readWorkers(ViewJson.write(List.of(WORKER)))).containsExactly(WORKER);
    }

    @Test
    void execution_keys_areTheDocumentedOnes() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ViewJson.write(EXECUTION));
        JsonNode step = json.get("steps").get(0);
        JsonNode partition = step.get("partitions").get(0);
        assertThat(keys(json))
                .containsExactly(
                        "executionId",
                        "instanceId",
                        "jobName",
                        "batchStatus",
                        "exitStatus",
                        "createTime",
                        "startTime",
                        "endTime",
                        "parameters",
                        "steps");
        assertThat(keys(step))
                .containsExactly(
                        "stepExecutionId",
                        "name",
                        "batchStatus",
                        "exitStatus",
                        "exception",
                        "metrics",
                        "counters",
                        "partitions");
        assertThat(keys(step.get("metrics")))
                .containsExactly(
                        "readCount",
                        "writeCount",
                        "commitCount",
                        "rollbackCount",
                        "readSkipCount",
                        "processSkipCount",
                        "filterCount",
                        "writeSkipCount");
        assertThat(keys(partition))
                .containsExactly("partition", "batchStatus", "exitStatus", "exception", "metrics", "attempts");
        assertThat(keys(partition.get("attempts").get(0)))
                .containsExactly(
                        "attempt", "worker", "host", "pid", "start", "end", "outcome", "exitCode", "signal", "metrics");
    }

    @Test
    void worker_keys_areTheDocumentedOnes() throws IOException {
        assertThat(keys(new ObjectMapper().readTree(ViewJson.write(WORKER))))
                .containsExactly("worker", "host", "pid", "slots", "running", "since");
    }

    @Test
    void times_areIsoInUtc_andAbsentIsNull() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ViewJson.write(EXECUTION));
        assertThat(json.get("createTime").textValue()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(json.get("endTime").isNull()).isTrue();
        JsonNode attempt = json.at("/steps/0/partitions/0/attempts/0");
        assertThat(attempt.get("start").textValue()).isEqualTo("2026-03-01T10:00:00.005Z");
        assertThat(attempt.get("exitCode").isNull()).isTrue();
    }

    @Test
    void listing_hasNoSteps() throws IOException {
        assertThat(keys(new ObjectMapper().readTree(ViewJson.write(execution(null)))))
                .contains("parameters")
                .doesNotContain("steps");
    }

    @Test
    void read_unknownKey_isIgnored() {
        String later = ViewJson.write(EXECUTION).replaceFirst("\\{", "{\"later\":1,");
        assertThat(ViewJson.readExecution(later)).isEqualTo(EXECUTION);
    }

    @Test
    void read_somethingElse_isRefused() {
        assertThatThrownBy(() -> ViewJson.readExecution("nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    private static ExecutionView execution(List<StepView> steps) {
        return new ExecutionView(
                3, 2, "job", BatchStatus.STARTED, null, T0, T0.plusMillis(20), null, Map.of("a", "1"), steps);
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
