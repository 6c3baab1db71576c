// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.recovery;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The moments that each build tries, with the embedded broker; {@link CoordinatorCrashMatrixIT} has all. */
class CoordinatorCrashIT extends CoordinatorCrash {

    @ParameterizedTest
    @ValueSource(strings = {"reader", "analyzer"})
    void restart_afterTheCoordinatorWasKilled_completesWithEveryDatumOnce(String moment) throws Exception {
        assertRestartCompletesAfterKill(moment);
    }
}
