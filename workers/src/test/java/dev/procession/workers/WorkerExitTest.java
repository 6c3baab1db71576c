// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerExitTest {

    private static final WorkerIdentity WORKER = new WorkerIdentity("worker-1", "host", 4711);

    @Test
    void of_statusAbove128_isASignal() {
        WorkerExit exit = WorkerExit.of(WORKER, 137, false, List.of("last words"));
        assertThat(exit.signal()).isEqualTo(9);
        assertThat(exit.exitCode()).isNull();
        assertThat(exit.cause()).isEqualTo("SIGKILL");
    }

    @Test
    void of_otherStatus_isAnExitCode() {
        for (int status : new int[] {0, 1, 128, 255}) {
            WorkerExit exit = WorkerExit.of(WORKER, status, true, List.of());
            assertThat(exit.exitCode()).isEqualTo(status);
            assertThat(exit.signal()).isNull();
            assertThat(exit.cause()).isEqualTo("exit code " + status);
        }
    }

    @Test
    void ofLost_hasNeither() {
        WorkerExit exit = WorkerExit.ofLost(WORKER);
        assertThat(exit.exitCode()).isNull();
        assertThat(exit.signal()).isNull();
        assertThat(exit.cause()).isEqualTo("the loss of its host");
    }
}
