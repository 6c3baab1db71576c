// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.util.List;

/** Prints the list that greeters have made in this JVM. */
@Named
@Dependent
final class PrintGreetersBatchlet extends AbstractBatchlet {

    @Override
    public String process() {
        List<Long> greeters = List.copyOf(GreeterBatchlet.GREETERS);
        GreeterBatchlet.GREETERS.clear(); // the JVM may run the job again
        System.out.println("Done!");
        System.out.println(greeters.size());
        System.out.println(greeters);
        return "printed";
    }
}
