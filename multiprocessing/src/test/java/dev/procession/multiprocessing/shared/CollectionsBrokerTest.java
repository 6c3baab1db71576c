// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@BrokerTest
class CollectionsBrokerTest extends CollectionsContract {

    @BeforeEach
    void open(TestBroker broker) {
        begin(new SharedObjectsFixture(broker));
    }

    @Test
    void map_longerThanAGeneration_isTheSameForALatecomer() {
        SharedMap<Integer, String> map = one.map("m");
        IntStream.range(0, 30_000).parallel().forEach(i -> map.put(i % 5_000, "value " + i % 5_000));

        SharedMap<Integer, String> late = processes.steadyProcess().map("m");

        assertThat(late).hasSize(5_000).containsEntry(4_999, "value 4999");
        assertThat(two.<Integer, String>map("m")).isEqualTo(late);
    }
}
