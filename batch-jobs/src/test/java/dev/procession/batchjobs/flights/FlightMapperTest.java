// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.batch.api.partition.PartitionPlan;
import jakarta.batch.operations.BatchRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("UnnecessaryAssignment") // The test is the framework that injects.
class FlightMapperTest {

    @TempDir
    Path folder;

    private final FlightMapper mapper = new FlightMapper();

    @BeforeEach
    void defaults() {
        mapper.job = FakeContexts.job(7, 9);
        mapper.input = "classpath:flights/flights-20k.csv";
        mapper.airports = "classpath:flights/airports.csv";
        mapper.output = folder.resolve("out").toString();
        mapper.partitions = "8";
    }

    @Test
    void mapPartitions_shippedFile_abutsFromHeaderToEnd() {
        PartitionPlan plan = mapper.mapPartitions();

        assertThat(plan.getPartitions()).isEqualTo(8);
        assertThat(plan.getPartitionProperties()[0]).containsEntry("start", Long.toString(Flight.HEADER.length() + 1));
        assertThat(plan.getPartitionProperties()[7]).containsEntry("end", "644905");
        assertThat(Arrays.stream(plan.getPartitionProperties()).skip(1).map(p -> p.getProperty("start")))
                .containsExactlyElementsOf(Arrays.stream(plan.getPartitionProperties())
                        .limit(7)
                        .map(p -> p.getProperty("end"))
                        .toList());
    }

    @Test
    void mapPartitions_relativePaths_becomeAbsolute() throws IOException {
        Path input = Files.writeString(folder.resolve("in.csv"), Flight.HEADER + "\n");
        mapper.input =
                Path.of("").toAbsolutePath().relativize(input.toAbsolutePath()).toString();

        PartitionPlan plan = mapper.mapPartitions();

        assertThat(plan.getPartitionProperties()[3])
                .containsEntry("input", input.toAbsolutePath().normalize().toString())
                .containsEntry(
                        "rejects",
                        folder.resolve("out/.flights-7/rejects/part-3.csv").toString());
    }

    @Test
    void mapPartitions_noOutput_usesTheResultsOfTheStateFolder() {
        FlightsFolders folders = FlightsFolders.of("", FakeContexts.job(7, 9));

        assertThat(folders.report().toString()).endsWith("results/9/delay-by-airport.csv");
        assertThat(folders.output()).isAbsolute();
        assertThat(FlightsFolders.of("", FakeContexts.job(7, 10)).work()).isEqualTo(folders.work());
    }

    @Test
    void mapPartitions_inputMissing_namesTheFileAndTheParameter() {
        mapper.input = folder.resolve("nowhere.csv").toString();

        assertThatThrownBy(mapper::mapPartitions)
                .isInstanceOf(BatchRuntimeException.class)
                .hasMessageContaining(mapper.input + " does not exist")
                .hasMessageContaining("-P input=FILE");
    }

    @Test
    void mapPartitions_inputIsAFolder_saysSo() {
        mapper.input = folder.toString();

        assertThatThrownBy(mapper::mapPartitions).hasMessageContaining(folder + " is not a file");
    }

    @Test
    void mapPartitions_resourceMissing_saysSo() {
        mapper.input = "classpath:nowhere.csv";

        assertThatThrownBy(mapper::mapPartitions)
                .hasMessageContaining("classpath:nowhere.csv is not on the class path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "origin,delay\nLAS,7\n", "2001/01/01 00:47,66,1750,DTW,LAS\n"})
    void mapPartitions_noHeader_namesTheFileAndTheHeader(String text) throws IOException {
        mapper.input = Files.writeString(folder.resolve("in.csv"), text).toString();

        assertThatThrownBy(mapper::mapPartitions)
                .isInstanceOf(BatchRuntimeException.class)
                .hasMessageContaining(mapper.input)
                .hasMessageContaining(Flight.HEADER);
    }

    @Test
    void mapPartitions_airportsWithoutColumns_namesTheFile() throws IOException {
        mapper.airports =
                Files.writeString(folder.resolve("airports.csv"), "code\nLAS\n").toString();

        assertThatThrownBy(mapper::mapPartitions)
                .isInstanceOf(BatchRuntimeException.class)
                .hasMessageContaining(mapper.airports)
                .hasMessageContaining("iata and city");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "10001", "99999999999"})
    void mapPartitions_partitionsOutOfRange_namesTheLimits(String partitions) {
        mapper.partitions = partitions;

        assertThatThrownBy(mapper::mapPartitions)
                .isInstanceOf(BatchRuntimeException.class)
                .hasMessageContaining("'" + partitions + "'")
                .hasMessageContaining("from 1 to 10000");
    }

    @Test
    void mapPartitions_outputIsAFile_namesIt() throws IOException {
        Files.createFile(folder.resolve("out"));

        assertThatThrownBy(mapper::mapPartitions)
                .isInstanceOf(BatchRuntimeException.class)
                .hasMessageContaining(folder.resolve("out").toString())
                .hasMessageContaining("-P output=DIR");
    }

    @Test
    void mapPartitions_rejectsOfMorePartitionsLeft_areDeleted() throws IOException {
        FlightsFolders folders = FlightsFolders.of(mapper.output, mapper.job);
        folders.create(20);
        Files.createFile(folders.rejects(7));
        Files.createFile(folders.rejects(8));

        mapper.mapPartitions();

        assertThat(folders.rejects(7)).exists();
        assertThat(folders.rejects(8)).doesNotExist();
    }
}
