// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import com.google.common.collect.testing.features.CollectionSize;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

class GuavaSuitesTest extends GuavaSuitesContract {

    GuavaSuitesTest() {
        super(CollectionSize.ANY, List.of());
    }

    @BeforeEach
    void open() {
        MemoryProcesses processes = new MemoryProcesses();
        begin(processes, processes::process);
    }
}
