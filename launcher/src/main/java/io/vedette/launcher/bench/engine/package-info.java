/**
 * Measurements of data servers, ours beside real ones in the same run.
 *
 * <p><b>Problem.</b> A figure from one machine says nothing about another, and one taken an hour later on the same machine little.
 *
 * <p><b>Choice.</b> All servers live through the whole run; the same load by redis-benchmark, the program that users measure with, goes to
 * each in turn, in several rounds, and medians and their ratios are told. At pipeline 1 the client is what limits, so the CPU
 * time of the server for an operation stands beside the speed. Each server does a test a million times before it is measured, since
 * it goes on for days and not for seconds. Memory is taken from processes that hold nothing else, before and after, when it has settled: one
 * that has just begun to answer still takes some. Stalls are seen from outside, by a client that asks a thousand times a second; what our own loop says of itself stands beside it.
 *
 * <p><b>Refused.</b> Assertions on time: a busy machine would fail builds. A load of our own for the speed: nobody could compare it.
 */
package io.vedette.launcher.bench.engine;
