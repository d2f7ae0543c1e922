// Builds hnswlib's graph over vectors, and prints how long that took. Reading the file is not counted.
//   hnswlib_build FILE ROWS THREADS M EF_CONSTRUCTION
// FILE: rows of native-endian floats behind their dimension, an int (.fvecs). Prints: rows seconds
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <hnswlib/hnswlib.h>

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: hnswlib_build FILE ROWS THREADS M EF_CONSTRUCTION\n");
    return 2;
  }
  const size_t rows = std::stoul(argv[2]);
  const unsigned threads = std::stoul(argv[3]);
  std::ifstream file(argv[1], std::ios::binary);
  int32_t dimension = 0;
  if (!file.read(reinterpret_cast<char*>(&dimension), sizeof dimension) || dimension < 1) {
    std::fprintf(stderr, "%s: no dimension\n", argv[1]);
    return 1;
  }
  file.seekg(0);
  std::vector<float> values(rows * dimension);
  for (size_t row = 0; row < rows; row++) {
    int32_t found = 0;
    file.read(reinterpret_cast<char*>(&found), sizeof found);
    file.read(reinterpret_cast<char*>(&values[row * dimension]), dimension * sizeof(float));
    if (!file || found != dimension) {
      std::fprintf(stderr, "%s: row %zu is not whole\n", argv[1], row);
      return 1;
    }
  }

  hnswlib::L2Space space(dimension);
  hnswlib::HierarchicalNSW<float> graph(&space, rows, std::stoul(argv[4]), std::stoul(argv[5]));
  const auto start = std::chrono::steady_clock::now();
  std::atomic<size_t> next{0};
  std::vector<std::thread> builders;
  for (unsigned i = 0; i < threads; i++) {
    builders.emplace_back([&] {
      for (size_t row = next++; row < rows; row = next++) {
        graph.addPoint(&values[row * dimension], row);
      }
    });
  }
  for (auto& builder : builders) {
    builder.join();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("%zu %.3f\n", rows, took.count());
  return 0;
}
