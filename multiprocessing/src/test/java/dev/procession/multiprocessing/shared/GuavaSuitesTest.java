// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuavaSuitesTest extends GuavaSuites {

    private final SharedObjects objects =
            SharedObjects.open(new SharedMemory(), SharedObjectsFixture::serializer, SharedScope.GLOBAL);

    @Override
    SharedObjects objects() {
        return objects;
    }

    @BeforeAll
    void use() {
        objects.useForThisProcess();
    }

    @AfterAll
    void close() {
        objects.close();
    }
}
