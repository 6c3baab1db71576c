// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import org.junit.jupiter.api.BeforeEach;

class PipeTest extends PipeContract {

    @BeforeEach
    void open() {
        begin(new MemoryProcesses());
    }
}
