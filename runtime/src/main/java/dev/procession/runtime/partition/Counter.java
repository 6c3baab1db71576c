// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Has a counter injected into an artifact that is a CDI bean: {@code @Inject @Counter("refused") PartitionCounter refused}. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface Counter {

    /** Its name, which is the same in all partitions of the step. */
    @Nonbinding
    String value();
}
