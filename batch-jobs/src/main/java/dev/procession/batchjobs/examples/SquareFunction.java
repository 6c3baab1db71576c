// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.io.Serializable;

/** Squares a number. */
@Named
@Dependent
final class SquareFunction extends FunctionBatchlet {

    @Override
    Serializable apply(String argument) {
        int number = Integer.parseInt(argument);
        return number * number;
    }
}
