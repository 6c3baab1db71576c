// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import org.junit.jupiter.api.Test;

/** The moment that each build tries, with the embedded broker; {@link CoordinatorCrashMatrixIT} has all. */
class CoordinatorCrashIT extends CoordinatorCrash {

    @Test
    void restart_afterTheCoordinatorWasKilledWhileAPartitionRan_completesWithEveryDatumOnce() throws Exception {
        assertRestartCompletesAfterKill("reader");
    }
}
