// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.multiprocessing.WorkerPool;
import dev.procession.multiprocessing.shared.Shared;
import dev.procession.runtime.partition.Counter;
import dev.procession.runtime.partition.PartitionCounter;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.context.JobContext;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UninjectedFieldsTest {

    @SuppressWarnings("unused")
    private static class Standard {
        @Inject
        private @Nullable JobContext job;

        @Inject
        @BatchProperty
        private @Nullable String property;

        private @Nullable PartitionCounter ownWork;
    }

    @SuppressWarnings("unused")
    private static class Counting extends Standard {
        @Inject
        @Counter("refused")
        private @Nullable PartitionCounter refused;
    }

    private static final class Derived extends Counting {}

    @SuppressWarnings("unused")
    private static final class Logging {
        @Inject
        @Shared("log")
        private System.@Nullable Logger log;
    }

    @SuppressWarnings("unused")
    private static final class Forking {
        @Inject
        private @Nullable WorkerPool pool;
    }

    @Test
    void refuse_whatTheSpecificationInjects_isFine() {
        assertThatCode(() -> UninjectedFields.refuse(Standard.class)).doesNotThrowAnyException();
    }

    @Test
    void refuse_fieldOfOurs_namesClassFieldAndAnnotation() {
        assertThatThrownBy(() -> UninjectedFields.refuse(Derived.class))
                .isInstanceOf(BatchRuntimeException.class)
                .hasMessageContainingAll(Derived.class.getName(), "PartitionCounter", "'refused'", "Dependent");
        assertThatThrownBy(() -> UninjectedFields.refuse(Logging.class)).hasMessageContainingAll("Logger", "'log'");
        assertThatThrownBy(() -> UninjectedFields.refuse(Forking.class))
                .hasMessageContainingAll("WorkerPool", "'pool'");
    }
}
