// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.io.Serializable;

/** Greets by name. */
@Named
@Dependent
final class GreetingFunction extends FunctionBatchlet {

    @Override
    Serializable apply(String argument) {
        return "Hello " + argument;
    }
}
