// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.runtime.CoordinatorException;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobStartException;
import jakarta.batch.runtime.BatchStatus;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

    static Stream<Arguments> foreseen() {
        CoordinatorException inUse = new CoordinatorException("in use", null);
        return Stream.of(
                Arguments.of(new UsageException("no such job"), ExitCode.USAGE, "no such job"),
                Arguments.of(new UsageException("bad setting", inUse), ExitCode.USAGE, "bad setting"),
                Arguments.of(inUse, ExitCode.INFRASTRUCTURE, "in use"),
                Arguments.of(new BrokerUnavailableException("no broker", null), ExitCode.INFRASTRUCTURE, "no broker"),
                Arguments.of(new BatchRuntimeException("wrapped", inUse), ExitCode.INFRASTRUCTURE, "in use"),
                Arguments.of(new JobStartException("a.xml, line 3"), ExitCode.USAGE, "a.xml, line 3"));
    }

    @ParameterizedTest
    @MethodSource("foreseen")
    void of_foreseen_isAMessageAndACode(Exception thrown, ExitCode code, String message) {
        assertThat(Failure.of(thrown)).isEqualTo(new Failure(code, message, false));
    }

    @Test
    void of_unforeseen_isABug() {
        assertThat(Failure.of(new IllegalStateException("impossible")))
                .isEqualTo(new Failure(ExitCode.INFRASTRUCTURE, "IllegalStateException: impossible", true));
        assertThat(Failure.of(new NullPointerException()).message())
                .isEqualTo("NullPointerException: java.lang.NullPointerException");
    }

    @ParameterizedTest
    @EnumSource(BatchStatus.class)
    void exitCode_ofEachStatus_isAsDocumented(BatchStatus status) {
        int expected = switch (status) {
            case COMPLETED -> 0;
            case FAILED, ABANDONED -> 1;
            case STOPPED -> 3;
            default -> 4;
        };
        assertThat(ExitCode.of(status).number()).isEqualTo(expected);
    }
}
