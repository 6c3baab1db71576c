// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

class ServicesTest extends ServicesContract {

    @BeforeEach
    void open() {
        begin(new MemoryProcesses());
    }

    @Override
    Duration longEnoughToBegin() {
        return Duration.ofSeconds(3);
    }
}
