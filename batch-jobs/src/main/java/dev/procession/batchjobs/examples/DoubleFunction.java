// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.io.Serializable;

/** Doubles a number. */
@Named
@Dependent
final class DoubleFunction extends FunctionBatchlet {

    @Override
    Serializable apply(String argument) {
        return 2 * Integer.parseInt(argument);
    }
}
