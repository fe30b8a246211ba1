# Two jobs for everybody, two more for developers. The work itself is in tools/setup.py,
# which people without make can call: python tools/setup.py start
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help start teacher test lint sync lock hub hub-test clean

help:
	@echo "make start   mở cổng tập (open the portal)"
	@echo "make teacher mở trang của thầy/cô (open the teacher's page)"
	@echo "make test    chạy toàn bộ kiểm tra (run the whole check)"
	@echo "make lint    kiểm tra tĩnh, không chạy bài kiểm tra (checks without the tests)"
	@echo "make sync    chỉ cài đặt (only set up)"
	@echo "make lock    làm lại tệp khóa phiên bản sau khi đổi gói (renew the lock files)"
	@echo "make hub     cài máy chủ của trường, xem deploy/jupyterhub/README.md (set up a school's server)"
	@echo "make hub-test thử máy chủ đó bằng tài khoản tạm, cần root (try it, as root)"
	@echo "make clean   xóa môi trường và tệp tạm (remove environments and caches)"
	@echo "Thêm: PYTHON=python3.12 chọn Python; ARGS='…' truyền thêm cho lệnh (passed on to the job)"

start teacher test lint sync lock hub hub-test:
	@$(PYTHON) tools/setup.py $@ $(ARGS)

clean:
	rm -rf .venv .venv-tools .venv-hub deploy/jupyterhub/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
