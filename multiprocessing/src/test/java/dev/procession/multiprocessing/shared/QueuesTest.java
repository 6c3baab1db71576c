// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import org.junit.jupiter.api.BeforeEach;

class QueuesTest extends QueuesContract {

    @BeforeEach
    void open() {
        begin(new MemoryProcesses());
    }
}
