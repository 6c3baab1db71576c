// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import org.junit.jupiter.api.BeforeEach;

/** Of two processes that cannot reach each other. */
class PipeByBrokerBrokerTest extends PipeBrokerTest {

    @BeforeEach
    void part() {
        asOnTwoMachines = true;
    }
}
