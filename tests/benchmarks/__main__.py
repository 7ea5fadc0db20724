"""Run all rows and print the table."""

from tests.benchmarks.speed import main

main()
