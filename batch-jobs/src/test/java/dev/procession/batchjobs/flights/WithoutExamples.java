// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;

/** Keeps the examples out of plain JBeret, which has no shared objects to inject. */
public final class WithoutExamples implements Extension {

    void veto(@Observes ProcessAnnotatedType<?> event) {
        if (event.getAnnotatedType().getJavaClass().getPackageName().endsWith(".batchjobs.examples")) {
            event.veto();
        }
    }
}
