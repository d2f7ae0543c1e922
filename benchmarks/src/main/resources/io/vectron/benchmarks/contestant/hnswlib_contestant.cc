// hnswlib as a contestant: answers lines of "verb key=value ..." on standard input with such lines on standard output.
//   start data=FILE queries=FILE metric=L2|COSINE|DOT k=N          -> ok version=... settings=...
//   build threads=N                                                -> ok seconds=... threads=N resident=BYTES
//   search effort=EF threads=N pinned=0|1 results=FILE             -> ok seconds=... qps=... p50=... rows=... ...
//   quit
// Files are .fvecs; results are written as [queries x k] i32, -1 where nothing was found. In values %XX is a byte.
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <hnswlib/hnswlib.h>

namespace {

constexpr size_t kLinks = 16;
constexpr size_t kEfConstruction = 200;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Message {
  std::string verb;
  std::map<std::string, std::string> values;

  const std::string& text(const std::string& key) const {
    const auto found = values.find(key);
    if (found == values.end()) {
      throw std::runtime_error("no " + key + " in the question to " + verb);
    }
    return found->second;
  }

  long integer(const std::string& key) const { return std::stol(text(key)); }
};

std::string unescape(const std::string& value) {
  std::string plain;
  for (size_t i = 0; i < value.size(); i++) {
    if (value[i] == '%' && i + 2 < value.size()) {
      plain += static_cast<char>(std::stoi(value.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      plain += value[i];
    }
  }
  return plain;
}

std::string escape(const std::string& value) {
  std::ostringstream escaped;
  for (const char c : value) {
    if (c == ' ' || c == '%' || c == '=' || c == '\n' || c == '\r') {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02x", c);
      escaped << hex;
    } else {
      escaped << c;
    }
  }
  return escaped.str();
}

Message parse(const std::string& line) {
  std::istringstream words(line);
  Message message;
  words >> message.verb;
  for (std::string word; words >> word;) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos) {
      throw std::runtime_error("expected key=value, found " + word);
    }
    message.values[word.substr(0, equals)] = unescape(word.substr(equals + 1));
  }
  return message;
}

struct Rows {
  size_t count = 0;
  size_t dimension = 0;
  std::vector<float> values;

  const float* row(size_t i) const { return &values[i * dimension]; }
};

Rows read_rows(const std::string& name) {
  std::ifstream file(name, std::ios::binary | std::ios::ate);
  const auto bytes = static_cast<size_t>(std::max<std::streamoff>(file.tellg(), 0));
  file.seekg(0);
  int32_t dimension = 0;
  if (!file.read(reinterpret_cast<char*>(&dimension), sizeof dimension) || dimension < 1) {
    throw std::runtime_error(name + ": no dimension");
  }
  file.seekg(0);
  Rows rows;
  rows.dimension = dimension;
  rows.count = bytes / (sizeof dimension + dimension * sizeof(float));
  rows.values.resize(rows.count * dimension);
  for (size_t i = 0; i < rows.count; i++) {
    int32_t found = 0;
    file.read(reinterpret_cast<char*>(&found), sizeof found);
    file.read(reinterpret_cast<char*>(&rows.values[i * dimension]), dimension * sizeof(float));
    if (!file || found != dimension) {
      throw std::runtime_error(name + ": row " + std::to_string(i) + " is not whole");
    }
  }
  return rows;
}

void normalize(Rows& rows) {
  for (size_t i = 0; i < rows.count; i++) {
    float* row = &rows.values[i * rows.dimension];
    double squares = 0;
    for (size_t d = 0; d < rows.dimension; d++) {
      squares += static_cast<double>(row[d]) * row[d];
    }
    const double scale = squares == 0 ? 0 : 1 / std::sqrt(squares);
    for (size_t d = 0; d < rows.dimension; d++) {
      row[d] = static_cast<float>(row[d] * scale);
    }
  }
}

// As the benchmark's own threads: to the last processor that this thread may run on.
bool pin() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
    return false;
  }
  int last = CPU_SETSIZE - 1;
  while (last >= 0 && !CPU_ISSET(last, &allowed)) {
    last--;
  }
  if (last < 0) {
    return false;
  }
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(last, &one);
  return sched_setaffinity(0, sizeof one, &one) == 0;
}

// Bytes in memory; 0 where the system does not tell.
size_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) {
      return std::stoul(line.substr(6)) << 10;
    }
  }
  return 0;
}

double percentile(const std::vector<double>& sorted, size_t percent) {
  const size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[rank == 0 ? 0 : rank - 1];
}

class Contestant {
 public:
  std::string answer(const Message& question) {
    if (question.verb == "start") {
      return start(question);
    }
    if (question.verb == "build") {
      return build(question);
    }
    if (question.verb == "search") {
      return search(question);
    }
    throw std::runtime_error("unknown verb " + question.verb);
  }

 private:
  std::string start(const Message& question) {
    data_ = question.text("data");
    metric_ = question.text("metric");
    k_ = question.integer("k");
    queries_ = read_rows(question.text("queries"));
    if (metric_ == "COSINE") {
      normalize(queries_);
    }
    const std::string settings = "M " + std::to_string(kLinks) + ", efConstruction " + std::to_string(kEfConstruction);
    return "ok version=" + escape(HNSWLIB_VERSION) + " settings=" + escape(settings);
  }

  std::string build(const Message& question) {
    const auto threads = static_cast<unsigned>(question.integer("threads"));
    double seconds = 0;
    {
      Rows rows = read_rows(data_);
      const auto start = Clock::now();
      if (metric_ == "COSINE") {
        normalize(rows);
      }
      if (metric_ == "L2") {
        space_ = std::make_unique<hnswlib::L2Space>(rows.dimension);
      } else {
        space_ = std::make_unique<hnswlib::InnerProductSpace>(rows.dimension);
      }
      graph_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(space_.get(), rows.count, kLinks, kEfConstruction);
      graph_->addPoint(rows.row(0), 0);
      std::atomic<size_t> next{1};
      std::vector<std::thread> builders;
      for (unsigned i = 0; i < threads; i++) {
        builders.emplace_back([&] {
          for (size_t row = next++; row < rows.count; row = next++) {
            graph_->addPoint(rows.row(row), row);
          }
        });
      }
      for (auto& builder : builders) {
        builder.join();
      }
      seconds = seconds_since(start);
    }
    std::ostringstream answer;
    answer << "ok seconds=" << seconds << " threads=" << threads;
    if (const size_t resident = resident_bytes()) {
      answer << " resident=" << resident;
    }
    return answer.str();
  }

  std::string search(const Message& question) {
    if (!graph_) {
      throw std::runtime_error("asked to search before it was built");
    }
    const auto threads = static_cast<unsigned>(question.integer("threads"));
    const bool wants_pin = question.integer("pinned") == 1;
    graph_->setEf(std::max<size_t>(k_, static_cast<size_t>(std::stod(question.text("effort")))));
    graph_->metric_distance_computations = 0;
    ids_.assign(queries_.count * k_, -1);
    micros_.assign(queries_.count, 0);
    std::atomic<size_t> next{0};
    std::atomic<unsigned> waiting{threads};
    std::atomic<bool> is_pinned{true};
    std::vector<Clock::time_point> starts(threads), ends(threads);
    std::vector<std::thread> searchers;
    for (unsigned i = 0; i < threads; i++) {
      searchers.emplace_back([&, i] {
        if (!wants_pin || !pin()) {
          is_pinned = false;
        }
        waiting--;
        while (waiting > 0) {
          std::this_thread::yield();
        }
        starts[i] = Clock::now();
        for (size_t query = next++; query < queries_.count; query = next++) {
          search(query);
        }
        ends[i] = Clock::now();
      });
    }
    for (auto& searcher : searchers) {
      searcher.join();
    }
    const auto start = *std::min_element(starts.begin(), starts.end());
    const auto end = *std::max_element(ends.begin(), ends.end());
    write_ids(question.text("results"));
    return figures(std::chrono::duration<double>(end - start).count(), is_pinned);
  }

  void search(size_t query) {
    const auto start = Clock::now();
    auto found = graph_->searchKnn(queries_.row(query), k_);
    for (; !found.empty(); found.pop()) {
      ids_[query * k_ + found.size() - 1] = static_cast<int32_t>(found.top().second);
    }
    micros_[query] = seconds_since(start) * 1e6;
  }

  void write_ids(const std::string& name) const {
    std::ofstream file(name, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(ids_.data()), static_cast<std::streamsize>(ids_.size() * sizeof ids_[0]));
    if (!file.flush()) {
      throw std::runtime_error("cannot write " + name);
    }
  }

  std::string figures(double seconds, bool is_pinned) {
    std::sort(micros_.begin(), micros_.end());
    const auto count = static_cast<double>(queries_.count);
    const auto rows = static_cast<double>(graph_->metric_distance_computations) / count;
    std::ostringstream answer;
    answer << "ok seconds=" << seconds << " qps=" << count / seconds << " pinned=" << is_pinned
           << " p50=" << percentile(micros_, 50) << " p95=" << percentile(micros_, 95)
           << " p99=" << percentile(micros_, 99) << " max=" << micros_.back() << " rows=" << rows
           << " bytes=" << rows * static_cast<double>(queries_.dimension * sizeof(float));
    return answer.str();
  }

  std::string data_;
  std::string metric_;
  size_t k_ = 0;
  Rows queries_;
  std::unique_ptr<hnswlib::SpaceInterface<float>> space_;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph_;
  std::vector<int32_t> ids_;
  std::vector<double> micros_;
};

}  // namespace

int main() {
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<std::string> questions;
  // The end of the input ends the process whatever it is doing: the benchmark has ended.
  std::thread reader([&] {
    for (std::string line; std::getline(std::cin, line);) {
      const std::lock_guard<std::mutex> lock(mutex);
      questions.push_back(line);
      arrived.notify_one();
    }
    _exit(3);
  });
  reader.detach();
  Contestant contestant;
  while (true) {
    std::string line;
    {
      std::unique_lock<std::mutex> lock(mutex);
      arrived.wait(lock, [&] { return !questions.empty(); });
      line = questions.front();
      questions.pop_front();
    }
    try {
      const Message question = parse(line);
      if (question.verb == "quit") {
        std::cout.flush();
        _exit(0);
      }
      std::cout << contestant.answer(question) << std::endl;
    } catch (const std::exception& failure) {
      std::cout << "error message=" << escape(failure.what()) << std::endl;
    }
  }
}
