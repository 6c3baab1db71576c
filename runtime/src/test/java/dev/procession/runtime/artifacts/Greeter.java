// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.artifacts;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** A bean that others have injected; one for each process. */
@ApplicationScoped
public class Greeter {

    private final AtomicInteger greeted = new AtomicInteger();

    String greet(String who) {
        greeted.incrementAndGet();
        return "hello " + who;
    }
}
