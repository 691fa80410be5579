"""Names communes and wards of several provinces as they are since July 2025, for examples of any size."""

_LIST = """
    Cốc San|Hợp Thành|Gia Phú|Bảo Thắng|Tằng Loỏng|Xuân Quang|Phong Hải|Bát Xát|A Mú Sung|Trịnh Tường|Y Tý
    Dền Sáng|Bản Xèo|Mường Hum|Tả Phìn|Tả Van|Bản Hồ|Mường Bo|Bắc Hà|Bảo Nhai|Cốc Lầu|Lùng Phình|Tả Củ Tỷ
    Bản Liền|Si Ma Cai|Sín Chéng|Mường Khương|Pha Long|Cao Sơn|Bản Lầu|Bảo Yên|Nghĩa Đô|Thượng Hà|Xuân Hòa
    Phúc Khánh|Bảo Hà|Văn Bàn|Võ Lao|Khánh Yên|Dương Quỳ|Chiềng Ken|Minh Lương|Nậm Chày|Nậm Xé|Mù Cang Chải
    Púng Luông|Tú Lệ|Trạm Tấu|Hạnh Phúc|Phình Hồ|Gia Hội|Sơn Lương|Thượng Bằng La|Nghĩa Tâm|Văn Chấn
    Mường La|Chiềng Lao|Ngọc Chiến|Bắc Yên|Tà Xùa|Tạ Khoa|Xím Vàng|Phù Yên|Gia Phù|Tường Hạ|Mường Cơi
    Mộc Sơn|Vân Hồ|Song Khủa|Tô Múa|Xuân Nha|Yên Châu|Chiềng Hặc|Lóng Phiêng|Mai Sơn|Phiêng Pằn|Chiềng Mung
    Phiêng Cằm|Mường Chanh|Sông Mã|Bó Sinh|Chiềng Khương|Mường Hung|Sốp Cộp|Púng Bánh|Thuận Châu|Mường Khiêng
    Mường Phăng|Nà Tấu|Thanh Nưa|Thanh An|Sam Mứn|Núa Ngam|Mường Nhà|Tuần Giáo|Búng Lao|Chiềng Sinh|Mường Ảng
    Nà Bủng|Sín Thầu|Mường Nhé|Nậm Kè|Mường Toong|Quảng Lâm|Mường Chà|Nà Hỳ|Si Pa Phìn|Tủa Chùa|Sín Chải
    Đồng Văn|Sà Phìn|Phố Bảng|Lũng Phìn|Mèo Vạc|Khâu Vai|Niêm Sơn|Tát Ngà|Yên Minh|Mậu Duệ|Du Già|Lũng Tám
    Quản Bạ|Cán Tỷ|Nghĩa Thuận|Tùng Vài|Hoàng Su Phì|Thàng Tín|Bản Máy|Pờ Ly Ngài|Xín Mần|Pà Vầy Sủ|Nấm Dẩn
"""
COMMUNES = tuple(name.strip() for name in _LIST.strip().replace("\n", "|").split("|"))


def commune(number: int) -> str:
    """Return the name of the site of that number, from 1; those past the list have a number of their own."""
    again, place = divmod(number - 1, len(COMMUNES))
    return f"{COMMUNES[place]} {again + 1}" if again else COMMUNES[place]
