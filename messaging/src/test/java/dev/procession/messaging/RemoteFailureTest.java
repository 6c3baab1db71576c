// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemoteFailureTest {

    @Test
    void of_exceptionWithCause_keepsBoth() {
        RemoteFailure failure = RemoteFailure.of(new IllegalStateException("outer", new RuntimeException("inner")));
        assertThat(failure.summary()).isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(failure.stackTrace())
                .startsWith("java.lang.IllegalStateException: outer\n\tat ")
                .contains("Caused by: java.lang.RuntimeException: inner");
    }

    @Test
    void of_noMessage_isTheClass() {
        assertThat(RemoteFailure.of(new IllegalStateException()).summary())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void asCause_printsTheStackTraceOfTheOtherProcess() {
        RemoteFailure failure = new RemoteFailure("c", null, "c\n\tat there\n");
        assertThat(failure.messageOrEmpty()).isEmpty();
        assertThat(new IllegalStateException(failure.asCause("process 7")))
                .hasStackTraceContaining("stack trace of process 7:\nc\n\tat there");
        assertThat(failure.asCause("process 7").getStackTrace()).isEmpty();
    }

    @Test
    void shortened_longText_keepsBeginningAndEnd() {
        RemoteFailure failure =
                new RemoteFailure("c", "m".repeat(100) + "end", "begin" + "s".repeat(100)).shortened(20);
        assertThat(failure.message()).isEqualTo("mmmmmmmmmm\n... 83 characters left out ...\nmmmmmmmend");
        assertThat(failure.stackTrace()).isEqualTo("beginsssss\n... 85 characters left out ...\nssssssssss");
        assertThat(failure.shortened(100)).isEqualTo(failure);
    }
}
